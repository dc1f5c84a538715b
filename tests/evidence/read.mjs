// Reads what permlens wrote, by packages that know the format: `node read.mjs WHAT SCHEMA FILE…`.
// Says what is wrong with each file, a line each, or nothing; of a CSV file it says the records, as JSON.
import { readFileSync } from 'node:fs';

const [what, ...files] = process.argv.slice(2);
const read = path => readFileSync(path, 'utf8');

const readers = {
  async sarif([schema, ...logs]) {
    const { default: Ajv } = await import('ajv');
    const { default: formats } = await import('ajv-formats');
    const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
    formats(ajv);
    const valid = ajv.compile(JSON.parse(read(schema)));
    for (const log of logs) {
      if (!valid(JSON.parse(read(log)))) valid.errors.forEach(error => console.log(`${log}: ${error.instancePath} ${error.message}`));
    }
  },
  async junit([schema, ...reports]) {
    const { validateXML } = await import('xmllint-wasm');
    const xml = reports.map(fileName => ({ fileName, contents: read(fileName) }));
    const { valid, errors, rawOutput } = await validateXML({ xml, schema: [read(schema)] });
    if (!valid) console.log(errors.map(error => error.rawMessage).join('\n') || rawOutput);
  },
  async csv([sheet]) {
    const { parse } = await import('csv-parse/sync');
    // Strict: every record as long as the first, quotes only where RFC 4180 has them, lines that end in CR LF.
    console.log(JSON.stringify(parse(read(sheet), { recordDelimiter: '\r\n', relaxQuotes: false })));
  },
};
await readers[what](files);
