// One head of attention: scores, softmax and context for a block of queries at a time, all keys at
// once.
//
// A block's scores stay in the caches (16,384 floats at most where the keys allow it), so memory
// traffic is that of the queries, keys and values alone, and the softmax is the plain one.

INLINE long round_up(long n, long unit) { return (n + unit - 1) / unit * unit; }
INLINE long panels_of(long columns) { return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS; }

/// How many queries go together: whole tiles, as many as keep `perRow` floats a query within
/// `budget`.
INLINE long query_block(long queries, long perRow, long budget) {
  long rows = budget / perRow / TILE_ROWS * TILE_ROWS;
  if (rows < 2 * TILE_ROWS) rows = 2 * TILE_ROWS;
  return rows < queries ? rows : queries;
}

/// out[rows, columns] (+)= left · panels, the panels `panelStride` floats apart.
static void panel_product(
    const float *left, ptrdiff_t leftStride, bool transposed, long rows, long depth,
    const float *panels, ptrdiff_t panelStride, long columns, bool accumulate, float *out,
    ptrdiff_t outStride) {
  const long tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
  for (long column = 0; column < columns; column += TILE_COLUMNS, panels += panelStride) {
    hs_tile t = {
      .leftStride = leftStride,
      .panel = panels,
      .depth = depth,
      .productStride = outStride,
      .columns = columns - column < TILE_COLUMNS ? columns - column : TILE_COLUMNS,
      .accumulate = accumulate,
      .prefetch = (const char *)panels,
    };
    for (long i = 0; i < tiles; i++) {
      const long start = i * rows / tiles, count = (i + 1) * rows / tiles - start;
      t.product = out + start * outStride + column;
      if (transposed) {
        t.left = left + start;
        tiles_transposed[count](&t);
      } else {
        t.left = left + start * leftStride;
        tiles_straight[count](&t);
      }
    }
  }
}

/// All panels of a matrix [depth, columns], or [columns, depth] where `transposed`.
static void pack_all(
    const float *matrix, ptrdiff_t stride, bool transposed, long columns, long depth,
    float *panels) {
  for (long column = 0; column < columns; column += TILE_COLUMNS, panels += depth * TILE_COLUMNS) {
    long count = columns - column < TILE_COLUMNS ? columns - column : TILE_COLUMNS;
    pack_whole_panel(matrix, stride, transposed, column, count, depth, panels);
  }
}

/// The keys as panels of scores, each column times the scale and its own factor.
static void pack_score_keys(const headscope_attention *h, float *panels) {
  pack_all(h->key, h->keyStride, true, h->keys, h->size, panels);
  for (long column = 0; column < h->keys; column += TILE_COLUMNS) {
    float factors[TILE_COLUMNS];
    for (long j = 0; j < TILE_COLUMNS; j++)
      factors[j] =
          h->columnFactor && column + j < h->keys ? h->scale * h->columnFactor[column + j] : h->scale;
    vf f0 = load(factors), f1 = load(factors + WIDTH);
    for (long k = 0; k < h->size; k++, panels += TILE_COLUMNS) {
      store(panels, load(panels) * f0);
      store(panels + WIDTH, load(panels + WIDTH) * f1);
    }
  }
}

INLINE long position_of(const headscope_attention *h, long query) {
  return h->positions ? h->positions[query] : query;
}

/// How many keys query i sees.
INLINE long keys_seen(const headscope_attention *h, long query) {
  if (!h->causal) return h->keys;
  long seen = position_of(h, query) + 1;
  return seen < h->keys ? seen : h->keys;
}

INLINE long block_keys_seen(const headscope_attention *h, long first, long rows) {
  if (!h->causal) return h->keys;
  long most = 0;
  for (long i = first; i < first + rows; i++) {
    long seen = keys_seen(h, i);
    if (seen > most) most = seen;
  }
  return most;
}

/// probabilities[rows, seen] of a block of queries, rows `stride` apart; zero where a query does
/// not see.
static void block_probabilities(
    const headscope_attention *h, const float *keyPanels, long first, long rows, long seen,
    float *probabilities, ptrdiff_t stride) {
  panel_product(
      h->query + first * h->queryStride, h->queryStride, false, rows, h->size, keyPanels,
      h->size * TILE_COLUMNS, round_up(seen, TILE_COLUMNS), false, probabilities, stride);
  for (long i = 0; i < rows; i++) {
    float *row = probabilities + i * stride;
    const long n = keys_seen(h, first + i);
    if (h->columnBias) add(row, h->columnBias, row, n);
    softmax(row, n, row);
    for (long j = n; j < seen; j++) row[j] = 0;
  }
}

/// Drops elements of a block's rows, of P or of its gradient.
INLINE void drop(
    const headscope_attention *h, long first, long rows, float *matrix, ptrdiff_t stride) {
  for (long i = 0; i < rows; i++)
    dropout(
        h->dropout, h->dropoutRow + (uint64_t)(first + i), matrix + i * stride,
        keys_seen(h, first + i));
}

static void attention_forward(
    const headscope_attention *h, float *context, ptrdiff_t contextStride, float *probabilities) {
  const long stride = round_up(h->keys, TILE_COLUMNS);
  const long block = query_block(h->queries, stride, 16384);
  const size_t keyFloats = (size_t)(panels_of(h->keys) * h->size * TILE_COLUMNS);
  const size_t valueFloats = (size_t)(panels_of(h->size) * h->keys * TILE_COLUMNS);
  float *keyPanels = hs_scratch(keyFloats + valueFloats + (size_t)(block * stride));
  float *valuePanels = keyPanels + keyFloats, *p = valuePanels + valueFloats;

  pack_score_keys(h, keyPanels);
  pack_all(h->value, h->keyStride, false, h->size, h->keys, valuePanels);
  for (long first = 0; first < h->queries; first += block) {
    const long rows = h->queries - first < block ? h->queries - first : block;
    const long seen = block_keys_seen(h, first, rows);
    float *to = context + first * contextStride;
    block_probabilities(h, keyPanels, first, rows, seen, p, stride);
    if (probabilities)
      for (long i = 0; i < rows; i++) {
        float *row = probabilities + (first + i) * h->keys;
        memcpy(row, p + i * stride, (size_t)seen * sizeof(float));
        memset(row + seen, 0, (size_t)(h->keys - seen) * sizeof(float));
      }
    if (h->dropout) drop(h, first, rows, p, stride);
    panel_product(
        p, stride, false, rows, seen, valuePanels, h->keys * TILE_COLUMNS, h->size, false, to,
        contextStride);
    if (h->gate != 1)
      for (long i = 0; i < rows; i++)
        scale(h->gate, to + i * contextStride, to + i * contextStride, h->size);
  }
}

static void attention_backward(
    const headscope_attention *h, const headscope_attention_gradient *g) {
  const long stride = round_up(h->keys, TILE_COLUMNS), size = h->size;
  const long block = query_block(h->queries, 2 * stride, 32768);
  const long sizePanels = panels_of(size);
  const size_t keyFloats = (size_t)(panels_of(h->keys) * size * TILE_COLUMNS);
  const size_t rowFloats = (size_t)(sizePanels * h->keys * TILE_COLUMNS);
  const size_t blockFloats = (size_t)(sizePanels * block * TILE_COLUMNS);
  const size_t squareFloats = (size_t)(block * stride);
  // Scores' keys, values as columns, keys as rows, a block's queries and context gradients as rows,
  // P and dP of a block.
  float *scoreKeys = hs_scratch(2 * keyFloats + rowFloats + 2 * blockFloats + 2 * squareFloats);
  float *valueColumns = scoreKeys + keyFloats, *keyRows = valueColumns + keyFloats;
  float *queryRows = keyRows + rowFloats, *contextRows = queryRows + blockFloats;
  float *p = contextRows + blockFloats, *dP = p + squareFloats;

  if (!g->probabilities) pack_score_keys(h, scoreKeys);
  pack_all(h->value, h->keyStride, true, h->keys, size, valueColumns);
  if (g->dQuery) {
    pack_all(h->key, h->keyStride, false, size, h->keys, keyRows);
    for (long panel = 0; panel < sizePanels; panel++)
      for (long j = 0; j < h->keys; j++) {
        float *row = keyRows + (panel * h->keys + j) * TILE_COLUMNS;
        const float factor = h->columnFactor ? h->scale * h->columnFactor[j] : h->scale;
        store(row, load(row) * factor);
        store(row + WIDTH, load(row + WIDTH) * factor);
      }
  }
  // Where the first block does not reach every key, the others start from zero.
  if (h->causal || h->queries == 0)
    for (long j = 0; j < h->keys; j++) {
      if (g->dKey) memset(g->dKey + j * g->dKeyStride, 0, (size_t)size * sizeof(float));
      if (g->dValue) memset(g->dValue + j * g->dKeyStride, 0, (size_t)size * sizeof(float));
    }
  double gateGradient = 0;
  for (long first = 0; first < h->queries; first += block) {
    const long rows = h->queries - first < block ? h->queries - first : block;
    const long seen = block_keys_seen(h, first, rows);
    const bool add = h->causal || first > 0;
    const float *dContext = g->dContext + first * g->contextStride;
    if (g->probabilities)
      for (long i = 0; i < rows; i++)
        memcpy(
            p + i * stride, g->probabilities + (first + i) * h->keys, (size_t)seen * sizeof(float));
    else block_probabilities(h, scoreKeys, first, rows, seen, p, stride);

    if (g->dValue) {
      pack_all(dContext, g->contextStride, false, size, rows, contextRows);
      const float *seenP = p;
      if (h->dropout) {
        // The softmax's own derivative wants P whole.
        memcpy(dP, p, (size_t)(rows * stride) * sizeof(float));
        drop(h, first, rows, dP, stride);
        seenP = dP;
      }
      panel_product(
          seenP, stride, true, seen, rows, contextRows, rows * TILE_COLUMNS, size, add, g->dValue,
          g->dKeyStride);
    }
    if (!g->dQuery && !g->dKey && !g->dGate && !g->dProbabilities) continue;
    panel_product(
        dContext, g->contextStride, false, rows, size, valueColumns, size * TILE_COLUMNS,
        round_up(seen, TILE_COLUMNS), false, dP, stride);
    if (h->dropout) drop(h, first, rows, dP, stride);
    if (g->dProbabilities)
      for (long i = 0; i < rows; i++) {
        // What a query does not see has no gradient.
        float *row = g->dProbabilities + (first + i) * h->keys;
        const long n = keys_seen(h, first + i);
        scale(h->gate, dP + i * stride, row, n);
        memset(row + n, 0, (size_t)(h->keys - n) * sizeof(float));
      }
    for (long i = 0; i < rows; i++) {
      // dS = P∘(dP − Σ P∘dP), in place of dP.
      float *d = dP + i * stride;
      const float *row = p + i * stride;
      vf total = {0};
      long j = 0;
      for (; j + WIDTH <= seen; j += WIDTH) total += load(row + j) * load(d + j);
      float inner = sum_lanes(total);
      for (; j < seen; j++) inner += row[j] * d[j];
      gateGradient += (double)inner;
      for (j = 0; j + WIDTH <= seen; j += WIDTH)
        store(d + j, load(row + j) * (load(d + j) - inner) * h->gate);
      for (; j < seen; j++) d[j] = row[j] * (d[j] - inner) * h->gate;
    }
    if (g->dQuery)
      panel_product(
          dP, stride, false, rows, seen, keyRows, h->keys * TILE_COLUMNS, size, false,
          g->dQuery + first * g->dQueryStride, g->dQueryStride);
    if (g->dKey) {
      pack_all(h->query + first * h->queryStride, h->queryStride, false, size, rows, queryRows);
      panel_product(
          dP, stride, true, seen, rows, queryRows, rows * TILE_COLUMNS, size, add, g->dKey,
          g->dKeyStride);
    }
  }
  for (long j = 0; j < h->keys; j++) {
    const float factor = h->columnFactor ? h->scale * h->columnFactor[j] : h->scale;
    if (g->dKey) scale(factor, g->dKey + j * g->dKeyStride, g->dKey + j * g->dKeyStride, size);
    if (g->dValue && h->gate != 1)
      scale(h->gate, g->dValue + j * g->dKeyStride, g->dValue + j * g->dKeyStride, size);
  }
  if (g->dGate) *g->dGate += (float)gateGradient;
}
