// Makes `cloud.*` calls as a cloud function does (npm alipay-serverless-server-sdk over
// @alicloud/mpserverless-node-sdk) and prints what became of each, as JSON.
//
// Standard input: {modules, config: {spaceId, serverSecret, endpoint, requestId}, calls: [[service, call, params]]}.
// Standard output: [{data} | {error: {code, message}}].
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { modules, config, calls } = JSON.parse(readFileSync(0, 'utf8'));
const require = createRequire(join(modules, 'package.json'));
const { default: MPServerless } = require('@alicloud/mpserverless-node-sdk');
const Cloud = require('alipay-serverless-server-sdk').default;
const cloud = new Cloud(new MPServerless(config));
const results = [];
for (const [service, call, params] of calls) {
  try {
    results.push({ data: await cloud.base[service][call](params) });
  } catch ({ code, message }) {
    results.push({ error: { code, message } });
  }
}
console.log(JSON.stringify(results));
