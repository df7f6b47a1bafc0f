// What `make clients` runs with Node and @duckdb/node-api: node_api.mjs DATABASE READS, from the folder of its packages.
import { createRequire } from "node:module";

const { DuckDBInstance } = createRequire(`${process.cwd()}/`)("@duckdb/node-api");
const [path, reads] = process.argv.slice(2);
const query = "select count(*)::integer, sum(value) from marts.fct_reported_value where kind = 'value'";
for (let read = 0; read < Number(reads); read += 1) {
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(query);
  console.log(...found.getRows()[0]);
  connection.closeSync();
  instance.closeSync();
}
