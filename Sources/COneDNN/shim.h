#pragma once

#include <dnnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

// oneDNN's C API changed between 2.x and 3.x: memory descriptors became opaque, operation
// descriptors went away. These few functions are the same over both.

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t headscope_dnnl_layout;
typedef const_dnnl_memory_desc_t headscope_dnnl_layout_view;
#else
typedef dnnl_memory_desc_t headscope_dnnl_layout;
typedef const dnnl_memory_desc_t *headscope_dnnl_layout_view;
#endif

/// A product by packed weights for one number of rows, with the memory objects it runs on.
typedef struct {
  dnnl_primitive_t primitive;
  dnnl_memory_t source, weights, bias, destination, scratchpad;
  size_t scratchpadBytes;
} headscope_dnnl_product;

#if DNNL_VERSION_MAJOR >= 3
static inline headscope_dnnl_layout_view headscope_dnnl_view(const headscope_dnnl_layout *layout) {
  return *layout;
}

static inline bool headscope_dnnl_layout_dense(
    headscope_dnnl_layout *layout, long rows, long columns, dnnl_data_type_t type,
    dnnl_format_tag_t tag) {
  dnnl_dims_t dims = {rows, columns};
  return dnnl_memory_desc_create_with_tag(layout, 2, dims, type, tag) == dnnl_success;
}

static inline bool headscope_dnnl_layout_strided(
    headscope_dnnl_layout *layout, long rows, long columns, long rowStride, long columnStride) {
  dnnl_dims_t dims = {rows, columns}, strides = {rowStride, columnStride};
  return dnnl_memory_desc_create_with_strides(layout, 2, dims, dnnl_f32, strides) == dnnl_success;
}

static inline bool headscope_dnnl_layout_copy(
    headscope_dnnl_layout *copy, headscope_dnnl_layout_view layout) {
  return dnnl_memory_desc_clone(copy, layout) == dnnl_success;
}

static inline void headscope_dnnl_layout_destroy(headscope_dnnl_layout *layout) {
  if (*layout) dnnl_memory_desc_destroy(*layout);
  *layout = NULL;
}

static inline bool headscope_dnnl_append_gelu(dnnl_post_ops_t operations) {
  return dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_gelu_erf, 0, 0) == dnnl_success;
}

static inline bool headscope_dnnl_matmul_describe(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_primitive_attr_t attributes,
    headscope_dnnl_layout *source, headscope_dnnl_layout *weights, headscope_dnnl_layout *bias,
    headscope_dnnl_layout *destination) {
  return dnnl_matmul_primitive_desc_create(
             description, engine, *source, *weights, bias ? *bias : NULL, *destination, attributes)
         == dnnl_success;
}
#else
static inline headscope_dnnl_layout_view headscope_dnnl_view(const headscope_dnnl_layout *layout) {
  return layout;
}

static inline bool headscope_dnnl_layout_dense(
    headscope_dnnl_layout *layout, long rows, long columns, dnnl_data_type_t type,
    dnnl_format_tag_t tag) {
  dnnl_dims_t dims = {rows, columns};
  return dnnl_memory_desc_init_by_tag(layout, 2, dims, type, tag) == dnnl_success;
}

static inline bool headscope_dnnl_layout_strided(
    headscope_dnnl_layout *layout, long rows, long columns, long rowStride, long columnStride) {
  dnnl_dims_t dims = {rows, columns}, strides = {rowStride, columnStride};
  return dnnl_memory_desc_init_by_strides(layout, 2, dims, dnnl_f32, strides) == dnnl_success;
}

static inline bool headscope_dnnl_layout_copy(
    headscope_dnnl_layout *copy, headscope_dnnl_layout_view layout) {
  *copy = *layout;
  return true;
}

static inline void headscope_dnnl_layout_destroy(headscope_dnnl_layout *layout) { (void)layout; }

static inline bool headscope_dnnl_append_gelu(dnnl_post_ops_t operations) {
  return dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_gelu_erf, 0, 0) == dnnl_success;
}

static inline bool headscope_dnnl_matmul_describe(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_primitive_attr_t attributes,
    headscope_dnnl_layout *source, headscope_dnnl_layout *weights, headscope_dnnl_layout *bias,
    headscope_dnnl_layout *destination) {
  dnnl_matmul_desc_t operation;
  return dnnl_matmul_desc_init(&operation, source, weights, bias, destination) == dnnl_success
         && dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL)
                == dnnl_success;
}
#endif

/// The layout that a query of a primitive's description gives, or null.
static inline headscope_dnnl_layout_view headscope_dnnl_query(
    const_dnnl_primitive_desc_t description, dnnl_query_t what) {
  return dnnl_primitive_desc_query_md(description, what, 0);
}

/// Describes rows × input by input × output (+ bias, then GELU); a null `weights` leaves their
/// layout to oneDNN.
///
/// Source and weights are of `type`, float or bfloat16; bias and destination are float.
static inline bool headscope_dnnl_describe_product(
    dnnl_primitive_desc_t *description, dnnl_engine_t engine, dnnl_data_type_t type, long rows, long input,
    long output, headscope_dnnl_layout *weights, bool hasBias, bool gelu) {
  headscope_dnnl_layout source, free, bias, destination;
  memset(&source, 0, sizeof source);
  memset(&free, 0, sizeof free);
  memset(&bias, 0, sizeof bias);
  memset(&destination, 0, sizeof destination);
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_post_ops_t operations = NULL;
  bool done = headscope_dnnl_layout_dense(&source, rows, input, type, dnnl_ab)
              && headscope_dnnl_layout_dense(&free, input, output, type, dnnl_format_tag_any)
              && headscope_dnnl_layout_dense(&bias, 1, output, dnnl_f32, dnnl_ab)
              && headscope_dnnl_layout_dense(&destination, rows, output, dnnl_f32, dnnl_ab)
              && dnnl_primitive_attr_create(&attributes) == dnnl_success
              && dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user)
                     == dnnl_success;
  if (done && gelu)
    done = dnnl_post_ops_create(&operations) == dnnl_success
           && headscope_dnnl_append_gelu(operations)
           && dnnl_primitive_attr_set_post_ops(attributes, operations) == dnnl_success;
  if (done)
    done = headscope_dnnl_matmul_describe(
        description, engine, attributes, &source, weights ? weights : &free,
        hasBias ? &bias : NULL, &destination);
  if (operations) dnnl_post_ops_destroy(operations);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  headscope_dnnl_layout_destroy(&source);
  headscope_dnnl_layout_destroy(&free);
  headscope_dnnl_layout_destroy(&bias);
  headscope_dnnl_layout_destroy(&destination);
  return done;
}

/// The layout that oneDNN wants weights in for products of `rows` rows, and how many bytes they
/// take; false where it has none: for bfloat16 on CPUs without AVX-512.
static inline bool headscope_dnnl_choose_layout(
    dnnl_engine_t engine, dnnl_data_type_t type, long rows, long input, long output,
    headscope_dnnl_layout *layout, size_t *bytes) {
  dnnl_primitive_desc_t description = NULL;
  if (!headscope_dnnl_describe_product(
          &description, engine, type, rows, input, output, NULL, true, false))
    return false;
  headscope_dnnl_layout_view chosen = headscope_dnnl_query(description, dnnl_query_weights_md);
  bool done = chosen && headscope_dnnl_layout_copy(layout, chosen);
  if (done) *bytes = dnnl_memory_desc_get_size(chosen);
  dnnl_primitive_desc_destroy(description);
  return done;
}

/// Reorders float weights [input, output], of these strides, into a chosen layout and its type.
static inline bool headscope_dnnl_reorder(
    dnnl_engine_t engine, dnnl_stream_t stream, const float *weights, long input, long output,
    long inputStride, long outputStride, const headscope_dnnl_layout *layout, void *packed) {
  headscope_dnnl_layout plain;
  memset(&plain, 0, sizeof plain);
  dnnl_primitive_desc_t description = NULL;
  dnnl_primitive_t primitive = NULL;
  dnnl_memory_t from = NULL, to = NULL;
  bool done =
      headscope_dnnl_layout_strided(&plain, input, output, inputStride, outputStride)
      && dnnl_reorder_primitive_desc_create(
             &description, headscope_dnnl_view(&plain), engine, headscope_dnnl_view(layout), engine,
             NULL)
             == dnnl_success
      && dnnl_primitive_create(&primitive, description) == dnnl_success
      && dnnl_memory_create(&from, headscope_dnnl_view(&plain), engine, (void *)weights)
             == dnnl_success
      && dnnl_memory_create(&to, headscope_dnnl_view(layout), engine, packed) == dnnl_success;
  if (done) {
    dnnl_exec_arg_t arguments[2] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    done = dnnl_primitive_execute(primitive, stream, 2, arguments) == dnnl_success
           && dnnl_stream_wait(stream) == dnnl_success;
  }
  if (from) dnnl_memory_destroy(from);
  if (to) dnnl_memory_destroy(to);
  if (primitive) dnnl_primitive_destroy(primitive);
  if (description) dnnl_primitive_desc_destroy(description);
  headscope_dnnl_layout_destroy(&plain);
  return done;
}

static inline void headscope_dnnl_product_destroy(headscope_dnnl_product *product) {
  dnnl_memory_t memories[5] = {
    product->source, product->weights, product->bias, product->destination, product->scratchpad,
  };
  for (int i = 0; i < 5; i++)
    if (memories[i]) dnnl_memory_destroy(memories[i]);
  if (product->primitive) dnnl_primitive_destroy(product->primitive);
  memset(product, 0, sizeof *product);
}

/// Makes the product for one number of rows over weights in `layout`; false where oneDNN cannot.
static inline bool headscope_dnnl_product_create(
    headscope_dnnl_product *product, dnnl_engine_t engine, dnnl_data_type_t type, long rows,
    long input, long output, headscope_dnnl_layout *layout, bool hasBias, bool gelu) {
  memset(product, 0, sizeof *product);
  dnnl_primitive_desc_t description = NULL;
  if (!headscope_dnnl_describe_product(
          &description, engine, type, rows, input, output, layout, hasBias, gelu))
    return false;
  headscope_dnnl_layout_view scratchpad =
      headscope_dnnl_query(description, dnnl_query_scratchpad_md);
  product->scratchpadBytes = scratchpad ? dnnl_memory_desc_get_size(scratchpad) : 0;
  bool done =
      dnnl_primitive_create(&product->primitive, description) == dnnl_success
      && dnnl_memory_create(
             &product->source, headscope_dnnl_query(description, dnnl_query_src_md), engine, NULL)
             == dnnl_success
      && dnnl_memory_create(&product->weights, headscope_dnnl_view(layout), engine, NULL)
             == dnnl_success
      && dnnl_memory_create(
             &product->destination, headscope_dnnl_query(description, dnnl_query_dst_md), engine,
             NULL)
             == dnnl_success;
  if (done && product->scratchpadBytes > 0)
    done = dnnl_memory_create(&product->scratchpad, scratchpad, engine, NULL) == dnnl_success;
  if (done && hasBias) {
    headscope_dnnl_layout bias;
    memset(&bias, 0, sizeof bias);
    done = headscope_dnnl_layout_dense(&bias, 1, output, dnnl_f32, dnnl_ab)
           && dnnl_memory_create(&product->bias, headscope_dnnl_view(&bias), engine, NULL)
                  == dnnl_success;
    headscope_dnnl_layout_destroy(&bias);
  }
  dnnl_primitive_desc_destroy(description);
  if (!done) headscope_dnnl_product_destroy(product);
  return done;
}

/// Runs a product; `source` is of its type, `bias` is read where the product has one, `scratchpad` holds `scratchpadBytes`.
static inline bool headscope_dnnl_product_run(
    const headscope_dnnl_product *product, dnnl_stream_t stream, const void *source,
    const void *weights, const float *bias, float *destination, void *scratchpad) {
  dnnl_exec_arg_t arguments[5] = {
    {DNNL_ARG_SRC, product->source},
    {DNNL_ARG_WEIGHTS, product->weights},
    {DNNL_ARG_DST, product->destination},
  };
  int count = 3;
  dnnl_memory_set_data_handle(product->source, (void *)source);
  dnnl_memory_set_data_handle(product->weights, (void *)weights);
  dnnl_memory_set_data_handle(product->destination, destination);
  if (product->bias) {
    dnnl_memory_set_data_handle(product->bias, (void *)bias);
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_BIAS, product->bias};
  }
  if (product->scratchpad) {
    dnnl_memory_set_data_handle(product->scratchpad, scratchpad);
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, product->scratchpad};
  }
  return dnnl_primitive_execute(product->primitive, stream, count, arguments) == dnnl_success
         && dnnl_stream_wait(stream) == dnnl_success;
}

/// The engine of the CPU, or null.
static inline dnnl_engine_t headscope_dnnl_engine(void) {
  dnnl_engine_t engine = NULL;
  return dnnl_engine_create(&engine, dnnl_cpu, 0) == dnnl_success ? engine : NULL;
}

/// A stream of the engine, or null.
static inline dnnl_stream_t headscope_dnnl_stream(dnnl_engine_t engine) {
  dnnl_stream_t stream = NULL;
  return dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) == dnnl_success ? stream
                                                                                        : NULL;
}
