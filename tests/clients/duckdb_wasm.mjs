// What `make clients` runs with Node and @duckdb/duckdb-wasm: duckdb_wasm.mjs DATABASE READS, from the folder of its
// packages. The file is handed over as a buffer, as a page in a browser that fetched it would.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

const require = createRequire(`${process.cwd()}/`);
const duckdb = require("@duckdb/duckdb-wasm/blocking");
const modules = dirname(require.resolve("@duckdb/duckdb-wasm"));
const [path, reads] = process.argv.slice(2);
const query = "select count(*)::integer as n, sum(value) as total from marts.fct_reported_value where kind = 'value'";
const bundles = {
  mvp: { mainModule: `${modules}/duckdb-mvp.wasm`, mainWorker: "" },
  eh: { mainModule: `${modules}/duckdb-eh.wasm`, mainWorker: "" },
};
const database = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
await database.instantiate();
for (let read = 0; read < Number(reads); read += 1) {
  database.registerFileBuffer("malbild.duckdb", readFileSync(path));
  database.open({ path: "malbild.duckdb", accessMode: duckdb.DuckDBAccessMode.READ_ONLY });
  const connection = database.connect();
  const row = connection.query(query).toArray()[0];
  console.log(row.n, row.total);
  connection.close();
  database.reset();
}
