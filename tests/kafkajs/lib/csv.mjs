/** Reads CSV as RFC 4180 has it: fields in quotes may hold commas, line breaks and doubled quotes. Returns one object a line, named by the first line. */
export function parseCsv(text) {
  const [names, ...lines] = records(text.replace(/^\uFEFF/, ''));
  return lines.map((fields, i) => {
    if (fields.length !== names.length) {
      throw new Error(`Record ${i + 2} has ${fields.length} fields, not ${names.length}.`);
    }
    return Object.fromEntries(names.map((name, column) => [name, fields[column]]));
  });
}

function records(text) {
  const all = [];
  let fields = [];
  let at = 0;
  while (at < text.length) {
    const [field, end] = text[at] === '"' ? quoted(text, at) : plain(text, at);
    fields.push(field);
    at = end;
    if (text[at] === ',') {
      at++;
      if (at < text.length && text[at] !== '\n' && text[at] !== '\r') continue;
      fields.push('');
    }
    if (text[at] === '\r') at++;
    if (at < text.length && text[at] !== '\n') throw new Error(`Something follows a closing quote near '${text.slice(at, at + 20)}'.`);
    at++;
    all.push(fields);
    fields = [];
  }
  return all;
}

function plain(text, from) {
  let to = from;
  while (to < text.length && text[to] !== ',' && text[to] !== '\n' && text[to] !== '\r') to++;
  return [text.slice(from, to), to];
}

function quoted(text, from) {
  let field = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error('A quoted field has no end.');
    field += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [field, quote + 1];
    field += '"';
    at = quote + 2;
  }
}
