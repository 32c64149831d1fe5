/** What `make` gives for each object: made when it is first asked for, and kept as long as the object. */
export function onceEach<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, T>()
  return (key) => {
    const found = known.get(key) ?? make(key)
    known.set(key, found)
    return found
  }
}
