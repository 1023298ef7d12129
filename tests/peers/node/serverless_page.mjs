// Calls the serverless service as the page of a mini program does (npm @alicloud/mpserverless-sdk) and prints what
// became of each call, as JSON.
//
// Standard input: {modules, config: {appId, spaceId, clientSecret, endpoint}, codes, calls: [{method, params}]}.
// Standard output: [{data} | {error: {code, message}}].
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { modules, config, codes, calls } = JSON.parse(readFileSync(0, 'utf8'));
const { MPServerless } = createRequire(join(modules, 'package.json'))('@alicloud/mpserverless-sdk');

// What a mini program offers to its pages.
const host = {
  async getAuthCode() {
    return { data: { authCode: codes.shift() }, authCode: undefined, status: 200 };
  },
  async request({ url, method, headers, data }) {
    const answer = await fetch(url, { method, headers, body: typeof data === 'string' ? data : JSON.stringify(data) });
    return { status: answer.status, headers: {}, data: await answer.json() };
  },
  async uploadFile() {},
  async getFileUploadInfo() {},
};
host.getAuthCode = async () => ({ data: { authCode: codes.shift(), data: undefined }, status: 200 });

const service = new MPServerless(host, config);
const results = [];
try {
  await service.user.authorize({ authProvider: 'alipay_openapi' });
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
