import { createSocket } from 'node:dgram'

/** A real name server on this machine. */
export interface NameServer {
  /** `address:port` */
  address: string
  /** Names that it was asked for an IPv4 address of. */
  asked: string[]
  close(): void
}

const TYPE_A = 1
const NO_SUCH_NAME = 3

/** @param lead where a name leads: an IPv4 address, `unknown`, or `silent` when it is never answered */
export async function openNameServer(
  lead: (name: string) => string | 'unknown' | 'silent',
): Promise<NameServer> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, type, question } = readQuestion(query)
    if (type === TYPE_A) asked.push(name)
    const where = lead(name)
    if (where !== 'silent') socket.send(answerTo(query, question, type, where), from.port, from.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() }
}

function readQuestion(query: Buffer): { name: string; type: number; question: Buffer } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return {
    name: labels.join('.').toLowerCase(),
    type: query.readUInt16BE(at + 1),
    question: query.subarray(12, at + 5),
  }
}

function answerTo(query: Buffer, question: Buffer, type: number, where: string): Buffer {
  const isKnown = where !== 'unknown'
  const answers = isKnown && type === TYPE_A ? 1 : 0
  const head = Buffer.alloc(12)
  query.copy(head, 0, 0, 2)
  head.writeUInt16BE(0x8180 | (isKnown ? 0 : NO_SUCH_NAME), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(answers, 6)
  const answer = Buffer.from([0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, ...where.split('.').map(Number)])
  return Buffer.concat([head, question, ...(answers ? [answer] : [])])
}
