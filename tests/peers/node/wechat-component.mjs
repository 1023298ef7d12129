// Walks through the component API with npm wechat-component.
//
// Standard input: {modules, base, appid, secret, ticket, calls: [[method, argument...]]}, the methods being the
// client's. Standard output: [{data} | {error: {code, message}}].
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const { modules, base, appid, secret, ticket, calls } = JSON.parse(readFileSync(0, 'utf8'));
const Component = createRequire(join(modules, 'package.json'))('wechat-component');
const component = new Component(appid, secret, (callback) => callback(null, ticket));
component.prefix = `${base}/cgi-bin/component/`;

const results = [];
for (const [method, ...args] of calls) {
  try {
    results.push({ data: await promisify(component[method]).call(component, ...args) });
  } catch ({ code, message }) {
    results.push({ error: { code, message } });
  }
}
console.log(JSON.stringify(results));
