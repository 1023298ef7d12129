// Calls the serverless service as the page of a mini program does (npm @alicloud/mpserverless-sdk) and prints what
// became of each call, as JSON.
//
// Standard input: {modules, config: {appId, spaceId, clientSecret, endpoint}, codes, calls: [{method, params}]}.
// Standard output: [{data} | {error: {code, message}}].
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { modules, config, codes, calls } = JSON.parse(readFileSync(0, 'utf8'));
const MPServerless = createRequire(join(modules, 'package.json'))('@alicloud/mpserverless-sdk');

// What a mini program offers to its pages.
globalThis.my = {
  getAuthCode({ complete }) {
    complete({ authCode: codes.shift() });
  },
  request({ url, method, headers, data, complete }) {
    fetch(url, { method, headers, body: JSON.stringify(data) })
      .then(async (answer) => complete({ status: answer.status, headers: {}, data: await answer.json() }))
      .catch((error) => complete(error));
  },
  uploadFile() {},
  getImageInfo() {},
};

const service = new MPServerless(globalThis.my, config);
const results = [];
try {
  await service.init();
  for (const { method, params } of calls) {
    try {
      const answer = await service.function.invoke('alipay-openapi', { method, params: { $config: {}, ...params } });
      results.push({ data: answer.result });
    } catch ({ code, message }) {
      results.push({ error: { code, message } });
    }
  }
} catch ({ code, message }) {
  results.push({ error: { code, message } });
}
console.log(JSON.stringify(results));
