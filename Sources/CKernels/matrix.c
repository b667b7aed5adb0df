#include "kernels.h"
#include "allocation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct headscope_packed {
  const hs_kernels *kernels;
  long inputSize, outputSize;
  /// The panels hold pairs of bfloat16 numbers: half as many lanes over the depth.
  bool pairs;
  float *panels;
};

/// What the tasks of a packing share.
typedef struct {
  const headscope_packed *packed;
  const float *const *weights;
  const long *outputSizes;
  long count;
  bool inputMajor;
} packing;

static long panel_count(const hs_kernels *kernels, long columns) {
  return (columns + kernels->tileColumns - 1) / kernels->tileColumns;
}

/// How many lanes of a panel's column the depth takes.
static long packed_depth(const headscope_packed *packed) {
  return packed->pairs ? (packed->inputSize + 1) / 2 : packed->inputSize;
}

static size_t panel_bytes(const headscope_packed *packed) {
  return (size_t)panel_count(packed->kernels, packed->outputSize) * (size_t)packed_depth(packed) *
         (size_t)packed->kernels->tileColumns * sizeof(float);
}

static void pack_task(void *context, long index) {
  const packing *job = context;
  const headscope_packed *packed = job->packed;
  const long width = packed->kernels->tileColumns, depth = packed->inputSize;
  float *const place = packed->panels + index * packed_depth(packed) * width;
  float *panel = packed->pairs ? hs_scratch((size_t)(depth * width)) : place;
  const long start = index * width;
  const long end = start + width < packed->outputSize ? start + width : packed->outputSize;
  if (end - start < width) memset(panel, 0, (size_t)(depth * width) * sizeof(float));
  // The weights' columns stand end to end; a panel may hold parts of several.
  long offset = 0;
  for (long i = 0; i < job->count; offset += job->outputSizes[i++]) {
    const long from = start > offset ? start : offset;
    const long limit = offset + job->outputSizes[i];
    const long to = end < limit ? end : limit;
    if (from >= to) continue;
    packed->kernels->pack_panel(
        job->weights[i], job->inputMajor ? job->outputSizes[i] : depth, !job->inputMajor,
        from - offset, to - from, depth, panel, from - start);
  }
  if (packed->pairs) packed->kernels->pair_rows(panel, width, depth, width, place, width);
}

void headscope_repack(
    headscope_team *team, headscope_packed *packed, const float *const *weights,
    const long *outputSizes, long count, bool inputMajor) {
  packing job = {packed, weights, outputSizes, count, inputMajor};
  headscope_team_run(team, panel_count(packed->kernels, packed->outputSize), pack_task, &job);
}

static headscope_packed *pack(
    headscope_team *team, const float *const *weights, const long *outputSizes, long count,
    long inputSize, bool inputMajor, bool pairs) {
  headscope_packed *packed = malloc(sizeof *packed);
  if (packed == NULL) return NULL;
  const hs_kernels *kernels = hs_current();
  long outputSize = 0;
  for (long i = 0; i < count; i++) outputSize += outputSizes[i];
  *packed = (headscope_packed){
    .kernels = kernels,
    .inputSize = inputSize,
    .outputSize = outputSize,
    .pairs = pairs,
  };
  packed->panels = headscope_allocate(panel_bytes(packed));
  if (packed->panels == NULL) {
    free(packed);
    return NULL;
  }
  headscope_repack(team, packed, weights, outputSizes, count, inputMajor);
  return packed;
}

headscope_packed *headscope_pack(
    headscope_team *team, const float *const *weights, const long *outputSizes, long count,
    long inputSize, bool inputMajor) {
  return pack(team, weights, outputSizes, count, inputSize, inputMajor, false);
}

headscope_packed *headscope_pack_bfloat16(
    headscope_team *team, const float *const *weights, const long *outputSizes, long count,
    long inputSize, bool inputMajor) {
  return pack(team, weights, outputSizes, count, inputSize, inputMajor, true);
}

void headscope_packed_destroy(headscope_packed *packed) {
  if (packed == NULL) return;
  headscope_free(packed->panels, panel_bytes(packed));
  free(packed);
}

static void product_body(void *context, long index) {
  const hs_product *product = context;
  product->kernels->product_task(product, index);
}

/// A task is worth handing out from about this many multiply-adds (some microseconds).
#define TASK_WORK 100000.0
/// Tasks a thread, at most: enough that a thread that was held up loses little.
#define TASKS_PER_THREAD 16
/// Rows of a task, at least, where rows are split.
#define CHUNK_ROWS 120

/// Rows of a task whose left matrix is copied, at least: few, so that each task copies its own and
/// goes over all panels with them.
#define COPIED_CHUNK_ROWS 60
/// Floats of a right matrix that is made into panels as a whole, at most: what the last-level cache
/// holds.
#define SHARED_PANELS (4L << 20)

static long at_least_one(long n) { return n < 1 ? 1 : n; }
static long smaller(long a, long b) { return a < b ? a : b; }

/// What the tasks that make panels of a plain matrix share.
typedef struct {
  const hs_product *product;
  long panels;
  float *shared;
} panel_making;

/// Panels that a task makes at a time: memory is then read in runs of some lines.
#define PANELS_PER_TASK 8

static void make_panels(void *context, long index) {
  const panel_making *job = context;
  const hs_product *p = job->product;
  const long start = index * PANELS_PER_TASK, end = smaller(start + PANELS_PER_TASK, job->panels);
  p->kernels->make_panels(
      p, start, end, job->shared + start * p->kernels->tileColumns * p->depth);
}

static void run_product(headscope_team *team, hs_product *p) {
  const hs_kernels *kernels = p->kernels;
  if (p->rows <= 0 || p->columns <= 0) return;
  const long panels = panel_count(kernels, p->columns);
  const long threads = headscope_team_threads(team);
  const double work = (double)p->rows * (double)p->columns * (double)p->depth;
  const long tasks =
      threads == 1 ? 1 : at_least_one((long)(work / TASK_WORK < (double)(TASKS_PER_THREAD * threads)
                                                 ? work / TASK_WORK
                                                 : (double)(TASKS_PER_THREAD * threads)));
  // Rows are split only where there are many: every chunk reads the weights again.
  const bool copiesLeft = hs_copies_left(p);
  const long chunkRows = copiesLeft ? COPIED_CHUNK_ROWS : CHUNK_ROWS;
  long chunks = smaller(
      (p->rows + chunkRows - 1) / chunkRows, at_least_one(copiesLeft ? tasks : tasks / 4));
  p->rowChunk = (p->rows + chunks - 1) / chunks;
  p->rowChunk = (p->rowChunk + kernels->tileRows - 1) / kernels->tileRows * kernels->tileRows;
  p->rowChunks = (p->rows + p->rowChunk - 1) / p->rowChunk;
  // What every chunk of rows would copy is copied once for all.
  if (p->form != HS_PANELS && p->rowChunks > 1 &&
      panels * kernels->tileColumns * p->depth <= SHARED_PANELS) {
    float *shared =
        hs_shared_scratch((size_t)(panels * kernels->tileColumns) * (size_t)p->depth);
    panel_making job = {p, panels, shared};
    headscope_team_run(team, (panels + PANELS_PER_TASK - 1) / PANELS_PER_TASK, make_panels, &job);
    p->right = shared;
    p->form = HS_PANELS;
  }
  const long groups = smaller(panels, at_least_one(tasks / p->rowChunks));
  p->groupPanels = (panels + groups - 1) / groups;
  // What is packed on the fly stays in the second-level cache.
  if (p->form != HS_PANELS) p->groupPanels = smaller(p->groupPanels, 8);
  p->groups = (panels + p->groupPanels - 1) / p->groupPanels;
  headscope_team_run(team, p->rowChunks * p->groups, product_body, p);
}

void headscope_multiply(
    headscope_team *team, const headscope_packed *weight, const float *input, ptrdiff_t inputStride,
    long rows, const float *bias, bool gelu, bool accumulate, float *output,
    ptrdiff_t outputStride) {
  hs_product product = {
    .kernels = weight->kernels,
    .rows = rows,
    .columns = weight->outputSize,
    .depth = weight->inputSize,
    .left = input,
    .leftStride = inputStride,
    .right = weight->panels,
    .form = HS_PANELS,
    .product = output,
    .productStride = outputStride,
    .accumulate = accumulate,
    .gelu = gelu,
    .bias = bias,
  };
  run_product(team, &product);
}

/// What the tasks of a rounding share: pairs[rows, ⌈columns/2⌉] from input[rows, columns].
typedef struct {
  const hs_kernels *kernels;
  const float *input;
  ptrdiff_t inputStride;
  long rows, columns, rowsPerTask;
  uint16_t *pairs;
} rounding;

static void round_task(void *context, long index) {
  const rounding *job = context;
  const long start = index * job->rowsPerTask, width = (job->columns + 1) & ~1L;
  const long end = smaller(start + job->rowsPerTask, job->rows);
  for (long row = start; row < end; row++) {
    uint16_t *to = job->pairs + row * width;
    to[width - 1] = 0;
    job->kernels->round_bfloat16(job->input + row * job->inputStride, to, job->columns);
  }
}

/// Rounds rows of floats to pairs, spread over the threads.
static void round_rows(
    headscope_team *team, const hs_kernels *kernels, const float *input, ptrdiff_t inputStride,
    long rows, long columns, void *pairs) {
  rounding job = {kernels, input, inputStride, rows, columns, 0, pairs};
  // Rounding a number costs about as much as ten multiply-adds.
  job.rowsPerTask = at_least_one((long)(TASK_WORK / 10) / at_least_one(columns));
  headscope_team_run(team, (rows + job.rowsPerTask - 1) / job.rowsPerTask, round_task, &job);
}

size_t headscope_bfloat16_workspace(const headscope_packed *weight, long rows) {
  return (size_t)packed_depth(weight) * (size_t)rows * sizeof(float);
}

void headscope_multiply_bfloat16(
    headscope_team *team, const headscope_packed *weight, const float *input, ptrdiff_t inputStride,
    long rows, const float *bias, bool gelu, void *workspace, float *output,
    ptrdiff_t outputStride) {
  const long columns = weight->inputSize;
  if (rows <= 0) return;
  if (columns > 0)
    round_rows(team, weight->kernels, input, inputStride, rows, columns, workspace);
  hs_product product = {
    .kernels = weight->kernels,
    .rows = rows,
    .columns = weight->outputSize,
    .depth = packed_depth(weight),
    .left = workspace,
    .leftStride = packed_depth(weight),
    .pairs = true,
    .right = weight->panels,
    .form = HS_PANELS,
    .product = output,
    .productStride = outputStride,
    .gelu = gelu,
    .bias = bias,
  };
  run_product(team, &product);
}

/// A product of plain matrices, each possibly read transposed.
static hs_product plain_product(
    long rows, long columns, long depth, const float *left, ptrdiff_t leftStride,
    bool leftTransposed, const float *right, ptrdiff_t rightStride, bool rightTransposed,
    bool accumulate, float *product, ptrdiff_t productStride) {
  return (hs_product){
    .kernels = hs_current(),
    .rows = rows,
    .columns = columns,
    .depth = depth,
    .left = left,
    .leftStride = leftStride,
    .leftTransposed = leftTransposed,
    .right = right,
    .rightStride = rightStride,
    .form = rightTransposed ? HS_TRANSPOSED : HS_PLAIN,
    .product = product,
    .productStride = productStride,
    .accumulate = accumulate,
  };
}

void headscope_product(
    headscope_team *team, long rows, long columns, long depth, const float *left,
    ptrdiff_t leftStride, bool leftTransposed, const float *right, ptrdiff_t rightStride,
    bool rightTransposed, bool accumulate, float *product, ptrdiff_t productStride) {
  hs_product job = plain_product(
      rows, columns, depth, left, leftStride, leftTransposed, right, rightStride, rightTransposed,
      accumulate, product, productStride);
  run_product(team, &job);
}

/// What the tasks that round the right matrix of a product share.
typedef struct {
  const hs_product *product;
  /// [panel][⌈depth/2⌉][tileColumns]
  float *pairs;
} pair_making;

static void make_pair_panel(void *context, long panel) {
  const pair_making *job = context;
  const hs_product *p = job->product;
  const long width = p->kernels->tileColumns, column = panel * width;
  const long columns = smaller(width, p->columns - column), depth = p->depth;
  float *const to = job->pairs + panel * ((depth + 1) / 2) * width;
  if (p->form == HS_PLAIN && columns == width) {
    p->kernels->pair_rows(p->right + column, p->rightStride, depth, width, to, width);
    return;
  }
  float *const floats = hs_scratch((size_t)(depth * width));
  p->kernels->make_panels(p, panel, panel + 1, floats);
  p->kernels->pair_rows(floats, width, depth, width, to, width);
}

/// What the tasks that round a left matrix read transposed share: pairs[⌈depth/2⌉, rows].
typedef struct {
  const hs_product *product;
  float *pairs;
  ptrdiff_t stride;
} pair_rounding;

/// Pairs of rows that a task rounds at a time.
#define PAIRS_PER_TASK 16

static void round_pair_rows(void *context, long index) {
  const pair_rounding *job = context;
  const hs_product *p = job->product;
  const long first = index * PAIRS_PER_TASK;
  const long depth = smaller(2 * PAIRS_PER_TASK, p->depth - 2 * first);
  p->kernels->pair_rows(
      p->left + 2 * first * p->leftStride, p->leftStride, depth, p->rows,
      job->pairs + first * job->stride, job->stride);
}

void headscope_product_bfloat16(
    headscope_team *team, long rows, long columns, long depth, const float *left,
    ptrdiff_t leftStride, bool leftTransposed, const float *right, ptrdiff_t rightStride,
    bool rightTransposed, bool accumulate, float *product, ptrdiff_t productStride) {
  if (rows <= 0 || columns <= 0) return;
  hs_product job = plain_product(
      rows, columns, depth, left, leftStride, leftTransposed, right, rightStride, rightTransposed,
      accumulate, product, productStride);
  const hs_kernels *kernels = job.kernels;
  const long width = kernels->tileColumns, panels = panel_count(kernels, columns);
  const long pairs = (depth + 1) / 2;
  // Rows of pairs are written by whole vectors, of which a panel's width is a multiple.
  const ptrdiff_t stride = leftTransposed ? (rows + width - 1) / width * width : pairs;
  const size_t leftLanes = (size_t)stride * (size_t)(leftTransposed ? pairs : rows);
  const size_t leftRoom = (leftLanes + 15) / 16 * 16;
  float *const leftPairs =
      hs_shared_scratch(leftRoom + (size_t)panels * (size_t)pairs * (size_t)width);
  float *const rightPairs = leftPairs + leftRoom;
  if (depth > 0 && leftTransposed) {
    pair_rounding round = {&job, leftPairs, stride};
    headscope_team_run(
        team, (pairs + PAIRS_PER_TASK - 1) / PAIRS_PER_TASK, round_pair_rows, &round);
  } else if (depth > 0) {
    round_rows(team, kernels, left, leftStride, rows, depth, leftPairs);
  }
  if (depth > 0) {
    pair_making make = {&job, rightPairs};
    headscope_team_run(team, panels, make_pair_panel, &make);
  }
  job.left = leftPairs;
  job.leftStride = stride;
  job.depth = pairs;
  job.right = rightPairs;
  job.form = HS_PANELS;
  job.pairs = true;
  run_product(team, &job);
}
