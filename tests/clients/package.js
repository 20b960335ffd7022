// Read a release with the npm package `datapackage`: node package.js RELEASE. Prints JSON.
const { Package } = require(process.env.CLIENTS_NODE + "/node_modules/datapackage");

const pad = (number) => String(number).padStart(2, "0");
const day = (cell) => (cell ? `${cell.getFullYear()}-${pad(cell.getMonth() + 1)}-${pad(cell.getDate())}` : null);

async function main() {
  const opened = await Package.load(process.argv[2] + "/datapackage.json");
  if (!opened.valid) throw new Error(opened.errors.join("; "));
  const tables = {};
  for (const resource of opened.resources) {
    const rows = await resource.read({ keyed: true });
    await resource.checkRelations();
    const fields = resource.schema.fields;
    const column = (name) => rows.map((row) => row[name]);
    const dated = fields.filter((field) => field.type === "date").map((field) => field.name);
    const named = fields.map((field) => field.name);
    tables[resource.name] = {
      rows: rows.length,
      value: named.includes("value") ? column("value").reduce((sum, cell) => sum + (cell || 0), 0) : null,
      nulls: Object.fromEntries(named.map((name) => [name, column(name).filter((cell) => cell === null).length])),
      dates: Object.fromEntries(dated.map((name) => [name, column(name).map(day)])),
    };
  }
  console.log(JSON.stringify({ csv: tables }));
}

main().catch((error) => { console.error(String(error)); process.exit(1); });
