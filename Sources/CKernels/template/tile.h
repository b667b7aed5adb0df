// The register tile of every matrix product: up to TILE_ROWS × TILE_COLUMNS sums kept in registers
// over the depth.

#define TILE_COLUMNS (2 * WIDTH)
#if WIDTH == 16
#define TILE_ROWS 14
#else
#define TILE_ROWS 6
#endif

/// Keeps the compiler from moving loads across.
///
/// Left alone it loads a tile's numbers several steps ahead, into registers that the sums need, and stores the sums meanwhile: tiles
/// of 11 to 13 rows then take half as long again.
#define KEEP_ORDER __asm__ volatile("" ::: "memory")

/// Rows whose addresses are one register and multiples of the stride, which the CPU adds while it loads.
#define ROWS_PER_POINTER 3
#define ROW_POINTERS ((TILE_ROWS + ROWS_PER_POINTER - 1) / ROWS_PER_POINTER)

/// Hides from the compiler how a pointer came about, or it keeps a register for each row of a tile, of which there are not enough.
#define KEEP_APART(pointer) __asm__ volatile("" : "+r"(pointer))

/// What the left matrix of a tile is made of.
typedef enum {
  STRAIGHT,
  TRANSPOSED,
  /// The same with pairs of bfloat16 numbers in the place of floats, as in the panel.
  PAIRS,
  TRANSPOSED_PAIRS,
} hs_tile_form;

/// What a tile is computed from and where it goes.
typedef struct {
  /// Row i, depth k at left[i·stride + k], or where `transposed` at left[k·stride + i].
  const float *left;
  ptrdiff_t leftStride;
  /// [depth, TILE_COLUMNS]
  const float *panel;
  long depth;
  float *product;
  ptrdiff_t productStride;
  /// Columns that exist; the panel's others are computed and dropped.
  long columns;
  bool accumulate, gelu;
  /// TILE_COLUMNS terms for the columns, or null.
  const float *bias;
  /// The tile also asks for depth/4 lines from here on, so that the next panel is near when its
  /// turn comes.
  const char *prefetch;
} hs_tile;

/// `chains` sums per element are kept apart where the rows are too few to hide the latency of the
/// multiply-add.
INLINE void tile(const hs_tile *restrict t, const int rows, const int chains, const hs_tile_form form) {
  const bool transposed = form == TRANSPOSED || form == TRANSPOSED_PAIRS;
  const bool pairs = form == PAIRS || form == TRANSPOSED_PAIRS;
  vf sums[4][TILE_ROWS][2];
#pragma clang loop unroll(full)
  for (int u = 0; u < chains; u++)
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) sums[u][i][0] = sums[u][i][1] = (vf){0};

  const float *panel = t->panel;
  const ptrdiff_t stride = t->leftStride;
  const int pointers = transposed ? 1 : (rows + ROWS_PER_POINTER - 1) / ROWS_PER_POINTER;
  const float *left[ROW_POINTERS];
#pragma clang loop unroll(full)
  for (int i = 0; i < pointers; i++) left[i] = t->left + i * ROWS_PER_POINTER * stride;
  const char *prefetch = t->prefetch;
  long k = t->depth;
  for (; k >= 4; k -= 4) {
    __builtin_prefetch(prefetch, 0, 2);
    prefetch += 64;
#pragma clang loop unroll(full)
    for (int u = 0; u < 4; u++) {
      KEEP_ORDER;
      vf b0 = load(panel + u * TILE_COLUMNS), b1 = load(panel + u * TILE_COLUMNS + WIDTH);
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++) {
        const float *from = transposed ? left[0] + u * stride + i
                                       : left[i / ROWS_PER_POINTER] + i % ROWS_PER_POINTER * stride + u;
        if (pairs) {
          vf a = splat_pair(from);
          sums[u % chains][i][0] = add_pair_products(sums[u % chains][i][0], a, b0);
          sums[u % chains][i][1] = add_pair_products(sums[u % chains][i][1], a, b1);
          continue;
        }
        vf a = splat(*from);
        sums[u % chains][i][0] += a * b0;
        sums[u % chains][i][1] += a * b1;
      }
    }
    panel += 4 * TILE_COLUMNS;
#pragma clang loop unroll(full)
    for (int i = 0; i < pointers; i++) {
      left[i] += transposed ? 4 * stride : 4;
      KEEP_APART(left[i]);
    }
  }
  for (; k > 0; k--) {
    vf b0 = load(panel), b1 = load(panel + WIDTH);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const float *from = transposed ? left[0] + i
                                     : left[i / ROWS_PER_POINTER] + i % ROWS_PER_POINTER * stride;
      if (pairs) {
        vf a = splat_pair(from);
        sums[0][i][0] = add_pair_products(sums[0][i][0], a, b0);
        sums[0][i][1] = add_pair_products(sums[0][i][1], a, b1);
        continue;
      }
      vf a = splat(*from);
      sums[0][i][0] += a * b0;
      sums[0][i][1] += a * b1;
    }
    panel += TILE_COLUMNS;
#pragma clang loop unroll(full)
    for (int i = 0; i < pointers; i++) left[i] += transposed ? stride : 1;
  }
#pragma clang loop unroll(full)
  for (int u = 1; u < chains; u++)
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      sums[0][i][0] += sums[u][i][0];
      sums[0][i][1] += sums[u][i][1];
    }

  if (t->bias) {
    vf b0 = load(t->bias), b1 = load(t->bias + WIDTH);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      sums[0][i][0] += b0;
      sums[0][i][1] += b1;
    }
  }
  float *product = t->product;
  if (t->columns == TILE_COLUMNS) {
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      float *row = product + i * t->productStride;
      if (t->accumulate) {
        sums[0][i][0] += load(row);
        sums[0][i][1] += load(row + WIDTH);
      }
      store(row, sums[0][i][0]);
      store(row + WIDTH, sums[0][i][1]);
    }
    if (t->gelu)
      for (int i = 0; i < rows; i++) {
        float *row = product + i * t->productStride;
        store(row, vgelu(load(row)));
        store(row + WIDTH, vgelu(load(row + WIDTH)));
      }
    return;
  }
  for (int i = 0; i < rows; i++) {
    float *row = product + i * t->productStride;
    float edge[TILE_COLUMNS];
#pragma clang loop unroll(full)
    for (int j = 0; j < rows; j++)
      if (i == j) {
        store(edge, sums[0][j][0]);
        store(edge + WIDTH, sums[0][j][1]);
      }
    if (t->accumulate)
      for (long j = 0; j < t->columns; j++) edge[j] += row[j];
    if (t->gelu) {
      store(edge, vgelu(load(edge)));
      store(edge + WIDTH, vgelu(load(edge + WIDTH)));
    }
    memcpy(row, edge, (size_t)t->columns * sizeof(float));
  }
}

#define CHAINS(rows) ((rows) == 1 ? 4 : (rows) <= 3 ? 2 : 1)
#define DEFINE_TILE(rows)                                                                        \
  static void tile_straight_##rows(const hs_tile *t) { tile(t, rows, CHAINS(rows), STRAIGHT); }   \
  static void tile_transposed_##rows(const hs_tile *t) { tile(t, rows, CHAINS(rows), TRANSPOSED); } \
  static void tile_pairs_##rows(const hs_tile *t) { tile(t, rows, CHAINS(rows), PAIRS); }          \
  static void tile_transposed_pairs_##rows(const hs_tile *t) {                                    \
    tile(t, rows, CHAINS(rows), TRANSPOSED_PAIRS);                                                 \
  }

DEFINE_TILE(1)
DEFINE_TILE(2)
DEFINE_TILE(3)
DEFINE_TILE(4)
DEFINE_TILE(5)
DEFINE_TILE(6)
#if TILE_ROWS > 6
DEFINE_TILE(7)
DEFINE_TILE(8)
DEFINE_TILE(9)
DEFINE_TILE(10)
DEFINE_TILE(11)
DEFINE_TILE(12)
DEFINE_TILE(13)
DEFINE_TILE(14)
#define TILES(form)                                                                              \
  {NULL,                 tile_##form##_1,  tile_##form##_2,  tile_##form##_3,  tile_##form##_4,    \
   tile_##form##_5,      tile_##form##_6,  tile_##form##_7,  tile_##form##_8,  tile_##form##_9,    \
   tile_##form##_10,     tile_##form##_11, tile_##form##_12, tile_##form##_13, tile_##form##_14}
#else
#define TILES(form)                                                                              \
  {NULL,                 tile_##form##_1,  tile_##form##_2,  tile_##form##_3,  tile_##form##_4,    \
   tile_##form##_5,      tile_##form##_6}
#endif

typedef void (*tile_function)(const hs_tile *);
static const tile_function tiles_straight[TILE_ROWS + 1] = TILES(straight);
static const tile_function tiles_transposed[TILE_ROWS + 1] = TILES(transposed);
static const tile_function tiles_pairs[TILE_ROWS + 1] = TILES(pairs);
static const tile_function tiles_transposed_pairs[TILE_ROWS + 1] = TILES(transposed_pairs);

/// Copies `columns` columns of a weight into a panel at `offset`; zeroes nothing.
static void pack_panel(
    const float *weight, ptrdiff_t stride, bool transposed, long first, long columns, long depth,
    float *panel, long offset) {
  if (!transposed) {
    // weight: [depth, columns]
    const float *row = weight + first;
    float *to = panel + offset;
    if (columns == TILE_COLUMNS) {
      for (long k = 0; k < depth; k++, row += stride, to += TILE_COLUMNS) {
        vf b0 = load(row), b1 = load(row + WIDTH);
        store(to, b0);
        store(to + WIDTH, b1);
      }
    } else {
      for (long k = 0; k < depth; k++, row += stride, to += TILE_COLUMNS)
        for (long j = 0; j < columns; j++) to[j] = row[j];
    }
    return;
  }
  // weight: [columns, depth]; in squares, which the compiler turns into shuffles.
  typedef float v4 __attribute__((vector_size(16)));
  typedef float v4_unaligned __attribute__((vector_size(16), aligned(4), may_alias));
  long j = 0;
#if WIDTH == 16
  for (; j + 16 <= columns; j += 16) {
    const float *from = weight + (first + j) * stride;
    float *to = panel + offset + j;
    long k = 0;
    for (; k + 16 <= depth; k += 16, to += 16 * TILE_COLUMNS)
      transpose_block(from + k, stride, to, TILE_COLUMNS);
    for (; k < depth; k++, to += TILE_COLUMNS)
      for (int i = 0; i < 16; i++) to[i] = from[i * stride + k];
  }
#endif
  for (; j + 4 <= columns; j += 4) {
    const float *from = weight + (first + j) * stride;
    float *to = panel + offset + j;
    long k = 0;
    for (; k + 4 <= depth; k += 4, to += 4 * TILE_COLUMNS) {
      v4 a = *(const v4_unaligned *)(from + k), b = *(const v4_unaligned *)(from + stride + k);
      v4 c = *(const v4_unaligned *)(from + 2 * stride + k);
      v4 d = *(const v4_unaligned *)(from + 3 * stride + k);
      v4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      v4 cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
      v4 ef = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      v4 gh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
      *(v4_unaligned *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
      *(v4_unaligned *)(to + TILE_COLUMNS) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
      *(v4_unaligned *)(to + 2 * TILE_COLUMNS) = __builtin_shufflevector(ef, gh, 0, 1, 4, 5);
      *(v4_unaligned *)(to + 3 * TILE_COLUMNS) = __builtin_shufflevector(ef, gh, 2, 3, 6, 7);
    }
    for (; k < depth; k++, to += TILE_COLUMNS)
      for (int i = 0; i < 4; i++) to[i] = from[i * stride + k];
  }
  for (; j < columns; j++) {
    const float *from = weight + (first + j) * stride;
    float *to = panel + offset + j;
    for (long k = 0; k < depth; k++, to += TILE_COLUMNS) *to = from[k];
  }
}

/// A whole panel from column `first`, columns beyond `columns` zero.
INLINE void pack_whole_panel(
    const float *weight, ptrdiff_t stride, bool transposed, long first, long columns, long depth,
    float *panel) {
  if (columns < TILE_COLUMNS) memset(panel, 0, (size_t)(depth * TILE_COLUMNS) * sizeof(float));
  pack_panel(weight, stride, transposed, first, columns, depth, panel, 0);
}
