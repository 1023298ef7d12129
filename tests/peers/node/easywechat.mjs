// Walks through the component API with npm node-easywechat (and node-socialite, which it needs).
//
// Standard input: {modules, base, appid, secret, ticket, calls: [[method, argument...]]}; methods are those below.
// Standard output: [{data} | {error}], an error as the client words it.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { modules, base, appid, secret, ticket, calls } = JSON.parse(readFileSync(0, 'utf8'));
const { OpenPlatform } = createRequire(join(modules, 'package.json'))('node-easywechat');

const platform = new OpenPlatform({
  app_id: appid,
  secret,
  token: 'token',
  aes_key: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  http: { baseURL: `${base}/` },
});
const kept = new Map();
platform.setCache({
  get: async (key) => kept.get(key),
  set: async (key, value) => kept.set(key, value) && true,
  has: async (key) => kept.has(key),
  delete: async (key) => kept.delete(key),
});
await platform.getVerifyTicket().setTicket(ticket);

const methods = {
  createPreAuthorizationCode: () => platform.createPreAuthorizationCode(),
  async getAuthorization(code) {
    const authorization = await platform.getAuthorization(code);
    return {
      appid: authorization.getAppId(),
      accessToken: await authorization.getAccessToken().getToken(),
      refreshToken: authorization.getRefreshToken(),
    };
  },
  refreshAuthorizerToken: (account, token) => platform.refreshAuthorizerToken(account, token),
  async list(offset, count) {
    const options = { json: { component_appid: appid, offset, count } };
    return (await platform.getClient().request('post', 'cgi-bin/component/api_get_authorizer_list', options)).toObject();
  },
  // A call on behalf of an account, with a token that the client gets by itself.
  async userOfAccount(account, token, openid) {
    const client = (await platform.getOfficialAccountWithRefreshToken(account, token)).getClient();
    return (await client.request('get', 'cgi-bin/user/info', { params: { openid } })).toObject();
  },
};
const results = [];
for (const [method, ...args] of calls) {
  try {
    results.push({ data: await methods[method](...args) });
  } catch ({ message }) {
    results.push({ error: message });
  }
}
console.log(JSON.stringify(results));
