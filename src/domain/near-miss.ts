/**
 * The known name that somebody most likely meant, or null. Blanks, case and look-alike letters are
 * forgiven first; then an edit distance of at most a third of the longer word.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const plain = skeleton(word)
  const same = known.find((name) => skeleton(name) === plain)
  if (same !== undefined) return same
  let best: string | null = null
  let bestDistance = Number.POSITIVE_INFINITY
  for (const name of known) {
    const distance = editDistance(plain, skeleton(name))
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  if (best === null) return null
  return bestDistance <= Math.max(1, Math.floor(Math.max(plain.length, best.length) / 3))
    ? best
    : null
}

// Cyrillic and Greek letters that look Latin (a selection of Unicode TR39's confusables).
const lookAlikes: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ѕ: 's',
  ԁ: 'd',
  ո: 'n',
  г: 'r',
  ο: 'o',
  α: 'a',
  ν: 'v',
  ι: 'i',
  κ: 'k',
  ρ: 'p',
  т: 't',
  м: 'm',
  в: 'b',
  н: 'h',
  к: 'k',
  ӏ: 'l',
}

function skeleton(word: string): string {
  const folded = word.normalize('NFKC').trim().toLowerCase()
  return [...folded].map((letter) => lookAlikes[letter] ?? letter).join('')
}

/** Optimal string alignment distance: insert, delete, replace, swap neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let cost = Math.min(replace, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      }
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
