/** Where a record is kept: `localStorage`, `sessionStorage`, `indexedDBStorage()` or anything with these three methods. */
export interface VideoStorage {
  getItem(key: string): string | null | Promise<string | null>
  setItem(key: string, value: string): unknown
  removeItem(key: string): unknown
}
