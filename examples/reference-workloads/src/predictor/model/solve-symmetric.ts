/** Solves `matrix · x = right` for a symmetric, positive definite matrix, by Cholesky's decomposition. */
export function solveSymmetric(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const lower = decompose(matrix);
  const solution = Float64Array.from(right);
  const size = right.length;
  const at = (row: number, column: number): number => lower[row]?.[column] as number;
  for (let row = 0; row < size; row++) {
    let rest = solution[row] as number;
    for (let column = 0; column < row; column++) rest -= at(row, column) * (solution[column] as number);
    solution[row] = rest / at(row, row);
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = solution[row] as number;
    for (let column = row + 1; column < size; column++) rest -= at(column, row) * (solution[column] as number);
    solution[row] = rest / at(row, row);
  }
  return solution;
}

function decompose(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const lower = matrix.map((row) => new Float64Array(row.length));
  for (const [row, target] of lower.entries()) {
    for (let column = 0; column <= row; column++) {
      const other = lower[column] as Float64Array;
      let rest = matrix[row]?.[column] as number;
      for (let inner = 0; inner < column; inner++) rest -= (target[inner] as number) * (other[inner] as number);
      if (row === column && !(rest > 0)) throw new Error("the matrix is not positive definite");
      target[column] = row === column ? Math.sqrt(rest) : rest / (other[column] as number);
    }
  }
  return lower;
}
