// Shows what it reads, and dies in the way that the typed letter names. For the tests of Terminal.

import Foundation
import TUI

/// Endless recursion that no optimiser turns into a loop.
@inline(never)
func recurse(_ depth: Int) -> Int {
  depth < 0 ? 0 : recurse(depth + 1) &+ recurse(depth + 2) &+ 1
}

func die(as letter: String) {
  switch letter {
  case "q": exit(0)
  case "x": exit(3)
  case "t": fatalError("a last word")
  case "s":
    UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
  case "a": abort()
  case "o": print(recurse(0))
  case "e": FileHandle.standardError.write(Data("a word from below\n".utf8))
  default: break
  }
}

func paint(_ terminal: Terminal, _ last: String) {
  var grid = Grid(rows: terminal.rows, columns: terminal.columns)
  grid.write("probe \(terminal.rows)x\(terminal.columns) \(last)", row: 0, column: 0)
  terminal.draw(grid)
}

guard Terminal.isAvailable else {
  print("no terminal")
  exit(4)
}
let terminal: Terminal
do {
  terminal = try Terminal()
} catch {
  print(error)
  exit(5)
}
var last = "ready"
while true {
  paint(terminal, last)
  for event in terminal.wait() {
    last = "\(event)"
    switch event {
    case .text(let letter): die(as: letter)
    case .suspendRequested: terminal.suspend()
    case .terminationRequested(let signal):
      terminal.restore()
      exit(128 + signal)
    case .closed: exit(6)
    default: break
    }
  }
}
