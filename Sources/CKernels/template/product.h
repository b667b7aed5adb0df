// One task of a matrix product: a chunk of rows by a group of panels, over the whole depth.

/// Depth of a block over prepacked panels. Longer than the first-level cache would have it: the
/// second-level cache feeds the tile easily, and every block more costs a load and a store of the
/// sums.
#define PANEL_DEPTH 768
/// Depth of a block whose panels are made on the fly and wait in the second-level cache.
#define COPY_DEPTH 384
/// Rows of a block: with PANEL_DEPTH under 200 KB, a part of the second-level cache.
#define ROW_BLOCK (TILE_ROWS == 6 ? 60 : 56)

/// Copies `count` floats by vectors of four, the last of which overlaps the one before.
INLINE void copy_few(const float *from, float *to, const long count) {
  typedef float v4_unaligned __attribute__((vector_size(16), aligned(4), may_alias));
  if (count < 4) {
    for (long i = 0; i < count; i++) to[i] = from[i];
    return;
  }
  for (long i = 0; i + 4 < count; i += 4)
    *(v4_unaligned *)(to + i) = *(const v4_unaligned *)(from + i);
  *(v4_unaligned *)(to + count - 4) = *(const v4_unaligned *)(from + count - 4);
}

/// Copies left[depth, rows] (transposed) so that each tile's rows lie together: [tile][depth][rows
/// of the tile].
INLINE void pack_left(
    const float *left, ptrdiff_t stride, long rows, long tiles, long depth, float *packed) {
  for (long t = 0; t < tiles; t++) {
    const long first = t * rows / tiles, count = (t + 1) * rows / tiles - first;
    const float *from = left + first;
    if (count == TILE_ROWS)
      for (long k = 0; k < depth; k++, from += stride, packed += TILE_ROWS)
        copy_few(from, packed, TILE_ROWS);
    else
      for (long k = 0; k < depth; k++, from += stride, packed += count)
        copy_few(from, packed, count);
  }
}

/// Floats between copied rows: they begin in different lines of the first-level cache.
INLINE long copied_stride(long depth) { return ((depth + 15) & ~15L) + 16; }

/// Copies left[rows, depth] to rows `copied_stride` apart.
INLINE void copy_rows(const float *left, ptrdiff_t stride, long rows, long depth, float *copied) {
  for (long i = 0; i < rows; i++)
    memcpy(copied + i * copied_stride(depth), left + i * stride, (size_t)depth * sizeof(float));
}

/// Makes the panels of a block of the right matrix, `blockDepth` rows apart.
INLINE void pack_right(
    const hs_product *p, long panelStart, long panelEnd, long depthStart, long depth,
    long blockDepth, float *panels) {
  const ptrdiff_t panelFloats = blockDepth * TILE_COLUMNS;
  if (p->form == HS_PLAIN) {
    // Row by row over the whole panels, so that memory is read in long runs.
    const long whole = panelEnd * TILE_COLUMNS <= p->columns ? panelEnd : panelEnd - 1;
    const float *row = p->right + depthStart * p->rightStride + panelStart * TILE_COLUMNS;
    float *to = panels;
    for (long k = 0; k < depth; k++, row += p->rightStride, to += TILE_COLUMNS) {
      const float *from = row;
      float *into = to;
      for (long panel = panelStart; panel < whole; panel++) {
        vf b0 = load(from), b1 = load(from + WIDTH);
        store(into, b0);
        store(into + WIDTH, b1);
        from += TILE_COLUMNS;
        into += panelFloats;
      }
    }
    panels += (whole - panelStart) * panelFloats;
    panelStart = whole;
  }
  for (long panel = panelStart; panel < panelEnd; panel++, panels += panelFloats) {
    const long column = panel * TILE_COLUMNS;
    const long columns = p->columns - column < TILE_COLUMNS ? p->columns - column : TILE_COLUMNS;
    const float *from =
        p->form == HS_PLAIN ? p->right + depthStart * p->rightStride : p->right + depthStart;
    pack_whole_panel(
        from, p->rightStride, p->form == HS_TRANSPOSED, column, columns, depth, panels);
  }
}

static void make_panels(const hs_product *p, long panelStart, long panelEnd, float *panels) {
  pack_right(p, panelStart, panelEnd, 0, p->depth, p->depth, panels);
}

static void product_task(const hs_product *p, long index) {
  const long chunk = index % p->rowChunks, group = index / p->rowChunks;
  const long rowStart = chunk * p->rowChunk;
  const long rowEnd = rowStart + p->rowChunk < p->rows ? rowStart + p->rowChunk : p->rows;
  const long panelCount = (p->columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
  const long panelStart = group * p->groupPanels;
  const long panelEnd =
      panelStart + p->groupPanels < panelCount ? panelStart + p->groupPanels : panelCount;
  const bool copiesRows = hs_copies_left(p) && !p->leftTransposed;
  const long limit = p->form == HS_PANELS && !p->leftTransposed ? PANEL_DEPTH : COPY_DEPTH;
  const long blocks = p->depth > 0 ? (p->depth + limit - 1) / limit : 1;
  const long blockDepth = ((p->depth + blocks - 1) / blocks + 3) & ~3L;

  const size_t rightFloats =
      p->form == HS_PANELS ? 0 : (size_t)((panelEnd - panelStart) * blockDepth * TILE_COLUMNS);
  const size_t leftFloats = p->leftTransposed ? (size_t)(ROW_BLOCK * blockDepth)
                            : copiesRows      ? (size_t)(ROW_BLOCK * copied_stride(blockDepth))
                                              : 0;
  float *rightBuffer = rightFloats + leftFloats > 0 ? hs_scratch(rightFloats + leftFloats) : NULL;
  float *leftBuffer = rightBuffer + rightFloats;

  for (long block = 0; block < blocks; block++) {
    const long depthStart = block * blockDepth;
    const long depth = depthStart + blockDepth < p->depth ? blockDepth : p->depth - depthStart;
    const bool first = block == 0, last = block == blocks - 1;
    if (p->form != HS_PANELS)
      pack_right(p, panelStart, panelEnd, depthStart, depth, blockDepth, rightBuffer);
    for (long row = rowStart; row < rowEnd; row += ROW_BLOCK) {
      const long rows = rowEnd - row < ROW_BLOCK ? rowEnd - row : ROW_BLOCK;
      const long tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
      if (p->leftTransposed)
        pack_left(
            p->left + depthStart * p->leftStride + row, p->leftStride, rows, tiles, depth,
            leftBuffer);
      if (copiesRows)
        copy_rows(p->left + row * p->leftStride + depthStart, p->leftStride, rows, depth, leftBuffer);
      for (long panel = panelStart; panel < panelEnd; panel++) {
        const long column = panel * TILE_COLUMNS;
        float bias[TILE_COLUMNS];
        hs_tile t = {
          .depth = depth,
          .productStride = p->productStride,
          .columns = p->columns - column < TILE_COLUMNS ? p->columns - column : TILE_COLUMNS,
          .accumulate = p->accumulate || !first,
          .gelu = p->gelu && last,
        };
        const float *next;
        if (p->form == HS_PANELS) {
          const float *whole = p->right + panel * p->depth * TILE_COLUMNS;
          t.panel = whole + depthStart * TILE_COLUMNS;
          if (panel + 1 < panelEnd) next = t.panel + p->depth * TILE_COLUMNS;
          else if (!last)
            next = p->right + (panelStart * p->depth + depthStart + depth) * TILE_COLUMNS;
          else next = whole + p->depth * TILE_COLUMNS;
        } else {
          t.panel = rightBuffer + (panel - panelStart) * blockDepth * TILE_COLUMNS;
          next = t.panel;
        }
        if (first && p->bias) {
          memset(bias, 0, sizeof bias);
          memcpy(bias, p->bias + column, (size_t)t.columns * sizeof(float));
          t.bias = bias;
        }
        const float *packed = leftBuffer;
        for (long i = 0; i < tiles; i++) {
          const long start = i * rows / tiles, count = (i + 1) * rows / tiles - start;
          t.product = p->product + (row + start) * p->productStride + column;
          t.prefetch = (const char *)(i < 4 ? next + i * (depth / 4) * 16 : t.panel);
          if (p->leftTransposed) {
            t.left = packed;
            t.leftStride = count;
            packed += count * depth;
            (p->pairs ? tiles_transposed_pairs : tiles_transposed)[count](&t);
          } else {
            t.leftStride = copiesRows ? copied_stride(depth) : p->leftStride;
            t.left = copiesRows ? leftBuffer + start * t.leftStride
                                : p->left + (row + start) * p->leftStride + depthStart;
            (p->pairs ? tiles_pairs : tiles_straight)[count](&t);
          }
        }
      }
    }
  }
}

/// Twelve sums or more, enough to hide the latency of two multiply-adds a cycle.
static double fma_loop(long count) {
  vf sums[12];
  for (int i = 0; i < 12; i++) sums[i] = splat((float)i);
  vf a = splat(0.999f), b = splat(0.001f);
  for (long k = 0; k < count; k++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 12; i++) {
      sums[i] = sums[i] * a + b;
    }
  }
  double s = 0;
  for (int i = 0; i < 12; i++) s += (double)sum_lanes(sums[i]);
  return s;
}
