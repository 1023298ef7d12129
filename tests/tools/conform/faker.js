// Values of JSON schemas made by json-schema-faker. Each line of standard input is an object with `schema`, `seed` and
// `count`; each is answered with a line that holds a list of values, which need not all be valid.
const jsf = require(require.resolve('json-schema-faker', { paths: [process.argv[2]] }));
const readline = require('readline');

jsf.option({
  alwaysFakeOptionals: false,
  optionalsProbability: 0.6,
  failOnInvalidFormat: false,
  failOnInvalidTypes: false,
  failOnInvalidKeywords: false,
  ignoreMissingRefs: true,
  maxItems: 3,
  maxLength: 40,
  refDepthMax: 4,
  useDefaultValue: false,
  useExamplesValue: false,
});

// A small generator of numbers between 0 and 1, the same for the same seed (mulberry32).
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { schema, seed, count } = JSON.parse(line);
  jsf.option({ random: numbers(seed) });
  const values = [];
  for (let index = 0; index < count; index += 1) {
    try {
      const value = jsf.generate(schema);
      if (value !== undefined) values.push(value);
    } catch (error) {
      // It does not know everything that a schema can say; the sampler makes up for it.
    }
  }
  process.stdout.write(JSON.stringify(values) + '\n');
});
