// Given names and surnames of every locale of @faker-js/faker, as JSON on stdout.
// Use: node fakerjs.mjs FOLDER_OF_THE_PACKAGE > fakerjs.json
import { pathToFileURL } from "node:url";
const { allLocales } = await import(pathToFileURL(`${process.argv[2]}/dist/index.js`));
const flat = (value) =>
  typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(flat);
const people = Object.values(allLocales).map((locale) => locale.person ?? {});
const given = people.flatMap((person) => flat(person.first_name));
const last = people.flatMap((person) => flat(person.last_name));
process.stdout.write(JSON.stringify({ given, last }));
