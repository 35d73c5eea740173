// A small helpdesk: mail comes in over HTTP, and the answer says whose it is.
//
//   node helpdesk.mjs customers.db            serves on port 8025
//   node helpdesk.mjs --try                   puts three mails to itself, and prints what it answers
//
//   POST /mail            a message as it came (RFC 5322); answers who wrote it
//   GET  /customers?q=an  who is found as an agent types
//   GET  /customers.csv   all customers, as a file
//   POST /customers       a file of customers (CSV, JSON Lines, vCard); answers what became of each row

import { createServer } from 'node:http';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { CustomerBook, isCustomerCoreError, parseMessage } from 'customer-core';

const agent = { id: 'helpdesk', name: 'Helpdesk', kind: 'agent' };

/** Opens the book, and makes its first administrator where there is none. */
async function open(path) {
  const book = path ? await CustomerBook.open(path) : await CustomerBook.openInMemory();
  try {
    await book.addFirstAdministrator(agent);
  } catch (error) {
    if (error.code !== 'conflict') throw error;
  }
  const session = await book.session(agent);
  await session.setCreationModes('automatic', null, null);
  return { book, session };
}

async function receive(session, request) {
  const octets = Buffer.concat(await request.toArray());
  const email = { message: parseMessage(octets), receivedAt: new Date() };
  const { outcome, mayAutoReply, explanation } = await session.matchEmail(email);
  const told = { outcome: outcome.kind, class: explanation.class, mayAutoReply };
  switch (outcome.kind) {
    case 'assigned':
    case 'created':
      return { ...told, customer: (await session.getCustomer(outcome.customer)).displayName };
    case 'candidates':
      return { ...told, candidates: outcome.candidates.map((one) => one.displayName) };
    case 'not_a_customer':
      return { ...told, reason: outcome.reason };
    default:
      return told;
  }
}

async function bringIn(session, request) {
  const rows = [];
  // A file that is refused in its middle is answered too: the request is not destroyed with the import.
  const body = request.iterator({ destroyOnReturn: false });
  for await (const batch of await session.startImport(body, { matchBy: 'email' })) {
    rows.push(...batch.rows.map(({ number, outcome }) => ({ number, ...outcome })));
  }
  return rows;
}

async function search(session, url) {
  const page = await session.searchCustomers({ text: url.searchParams.get('q') ?? '', limit: 20 });
  return page.items.map(({ customer, matched }) => ({ name: customer.displayName, matched }));
}

const STATUS = { invalid: 422, not_found: 404, denied: 403, conflict: 409, busy: 503 };

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

function serve(session) {
  return createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    try {
      switch (`${request.method} ${url.pathname}`) {
        case 'POST /mail':
          return answer(response, 200, await receive(session, request));
        case 'POST /customers':
          return answer(response, 200, await bringIn(session, request));
        case 'GET /customers':
          return answer(response, 200, await search(session, url));
        case 'GET /customers.csv':
          response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' });
          return await pipeline(session.exportStream(), response);
        default:
          return answer(response, 404, { code: 'not_found', what: 'page' });
      }
    } catch (error) {
      if (!isCustomerCoreError(error)) throw error;
      const { code, message, violations } = error;
      request.resume();
      return answer(response, STATUS[code] ?? 500, { code, message, violations });
    }
  });
}

const MAILS = [
  'From: Anna <anna@example.com>\r\nMessage-ID: <1@example.com>\r\nSubject: Hello\r\n\r\nIs anybody there?',
  'From: Anna <anna@example.com>\r\nMessage-ID: <2@example.com>\r\nSubject: Again\r\n\r\nStill here.',
  'From: MAILER-DAEMON@example.org\r\nMessage-ID: <3@example.org>\r\nAuto-Submitted: auto-replied\r\n\r\nIt came back.',
];

/** Puts some mail and a file to the service, and prints what it answers. */
async function tryOut(port) {
  const ask = async (method, path, body) => {
    const response = await fetch(`http://localhost:${port}${path}`, { method, body });
    console.log(`${method} ${path} ->`, (await response.text()).trim());
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  };
  for (const mail of MAILS) await ask('POST', '/mail', mail);
  await ask('POST', '/customers', 'name,email\nAnna Alm,anna@example.com\nBo,bo at example.com\n');
  await ask('GET', '/customers?q=an');
  await ask('GET', '/customers.csv');
}

const tries = process.argv[2] === '--try';
const { book, session } = await open(tries ? null : (process.argv[2] ?? 'customers.db'));
const server = serve(session).listen(tries ? 0 : 8025);
await once(server, 'listening');
if (tries) {
  await tryOut(server.address().port);
  server.close();
  server.closeAllConnections();
  await book.close();
} else {
  console.log(`http://localhost:${server.address().port}`);
  process.once('SIGINT', () => server.close(() => book.close()));
}
