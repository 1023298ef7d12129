// Asks the official Alipay client (npm alipay-sdk) about messages of Alipay to an application.
//
// Standard input: {modules, config, bodies: [text]}, where `modules` is the folder that holds node_modules, `config`
// goes to the client as it is, and a body is a form as it is posted.
// Standard output: [whether the client believes it].
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { modules, config, bodies } = JSON.parse(readFileSync(0, 'utf8'));
const { AlipaySdk } = createRequire(join(modules, 'package.json'))('alipay-sdk');
const client = new AlipaySdk(config);
const verdicts = bodies.map((body) => client.checkNotifySignV2(Object.fromEntries(new URLSearchParams(body))));
console.log(JSON.stringify(verdicts));
