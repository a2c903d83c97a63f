/**
 * IPv4 ranges that are no public host: IANA's special-purpose registry, and the address at which Azure's machines reach
 * their own host.
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].map((range) => {
  const [address = '', bits] = range.split('/')
  return { first: readIPv4(address) as number, size: 2 ** (32 - Number(bits)) }
})

/**
 * Whether an IP address, written as resolvers and `URL` write it, belongs to a host that anyone may reach. Private,
 * loopback, link-local, metadata and every other special address does not, nor does one that leads to such an address
 * through NAT64, 6to4 or Teredo; nor does text that is no address.
 */
export function isPublicAddress(address: string): boolean {
  const ipv4 = readIPv4(address)
  if (ipv4 !== undefined) return isPublicIPv4(ipv4)
  const groups = readIPv6(address)
  if (!groups) return false
  const [first, second, ...rest] = groups as [number, number, ...number[]]
  if (first === 0x64 && second === 0xff9b && rest.slice(0, 4).every((group) => group === 0)) {
    // NAT64: networks without IPv4 reach every IPv4 host by it.
    return isPublicIPv4((rest[4] as number) * 0x1_0000 + (rest[5] as number))
  }
  // What is not listed here is of no public host today: unassigned, local, mapped or a group.
  const isGlobalUnicast = first >= 0x2000 && first <= 0x3fff
  const isProtocol = first === 0x2001 && second < 0x200
  const isDocumentation = (first === 0x2001 && second === 0xdb8) || (first === 0x3fff && second < 0x1000)
  const is6to4 = first === 0x2002
  return isGlobalUnicast && !isProtocol && !isDocumentation && !is6to4
}

const isPublicIPv4 = (address: number) =>
  !SPECIAL_IPV4.some(({ first, size }) => address >= first && address < first + size)

function readIPv4(text: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte < 256) ? bytes.reduce((sum, byte) => sum * 256 + byte, 0) : undefined
}

/** Its eight groups. */
function readIPv6(text: string): number[] | undefined {
  if (!/^[\da-f:.]+$/i.test(text) || !URL.canParse(`http://[${text}]`)) return undefined
  const shortest = new URL(`http://[${text}]`).hostname.slice(1, -1)
  const [before = '', after] = shortest.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after ? after.split(':') : []
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16))
}
