package dev.hearth.onednn;

// Above 400 lines, because each operator that oneDNN computes is a method here, and all share the
// plan's values and steps.

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.hearth.nn.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Makes a {@link Plan}, on a thread with one of OpenMP's threads, as the plan will be computed.
 *
 * <p>Images stand channels last: what oneDNN itself picks, and what its fastest convolutions take. Rows of
 * one image are then an image themselves, so that several threads can each compute some of a result's
 * rows. They do not write into a part of another's channels, so that a concatenation is a copy.
 */
final class PlanBuilder {

    /** Products a microsecond in float32, by which steps' costs are put beside one another. */
    private static final double PRODUCTS = 120_000;

    private final NetGraph graph;
    private final Weights weights;
    private final boolean isFloat;
    private final NativeObjects objects = new NativeObjects();
    private final PlanSteps steps;
    private final Map<String, Plan.Value> values = new HashMap<>();
    private final Map<String, Plan.Value> converted = new HashMap<>();

    private PlanBuilder(NetGraph graph, Weights weights, Precision precision, int lanes) {
        this.graph = graph;
        this.weights = weights;
        this.isFloat = precision == Precision.FLOAT32;
        this.steps = new PlanSteps(objects, lanes);
    }

    /** A plan for so many threads; weights that are not laid out yet are. */
    static Plan plan(NetGraph graph, Weights weights, Precision precision, int lanes) {
        PlanBuilder builder = new PlanBuilder(graph, weights, precision, lanes);
        try {
            return builder.plan();
        } catch (RuntimeException | Error failure) {
            builder.objects.close();
            throw failure;
        }
    }

    private Plan plan() {
        Plan.Value input = steps.fresh(graph.extents().get(graph.input()), true, true);
        values.put(graph.input(), input);
        Operator.Weighted last = null;
        for (Operator each : graph.operators()) {
            last = each instanceof Operator.Weighted weighted ? weighted : last;
        }
        for (Operator each : graph.operators()) {
            add(each, each == last);
        }
        Plan.Value output = as(graph.output(), true, true);
        return steps.plan(input, output);
    }

    private void add(Operator operator, boolean isLast) {
        if (operator instanceof Operator.Convolution each) {
            convolution(each);
        } else if (operator instanceof Operator.Product each) {
            product(each, isLast);
        } else if (operator instanceof Operator.Pool each) {
            pool(each.out(), like(each.from()), each);
        } else if (operator instanceof Operator.GlobalMean each) {
            long[] in = graph.extents().get(each.from());
            long[] none = {0, 0};
            long[] ones = {1, 1};
            Window all = new Window(new long[] {in[1], in[2]}, ones, ones, none, none);
            pool(
                    each.out(),
                    as(each.from(), true, false),
                    new Operator.Pool(
                            each.out(), each.from(), Operator.PoolKind.MEAN_WITH_PADDING, all));
        } else if (operator instanceof Operator.Concat each) {
            concat(each);
        } else if (operator instanceof Operator.Slice each) {
            slice(each);
        } else if (operator instanceof Operator.Slopes each) {
            slopes(each);
        } else if (operator instanceof Operator.Addition each) {
            addition(each);
        } else if (operator instanceof Operator.Affine each) {
            affine(each);
        } else if (operator instanceof Operator.Elementwise each) {
            elementwise(each);
        } else if (operator instanceof Operator.Flatten each) {
            flatten(each);
        } else if (operator instanceof Operator.Softmax each) {
            softmax(each);
        } else {
            throw new IllegalStateException("There is no step for " + operator);
        }
    }

    private void convolution(Operator.Convolution each) {
        Plan.Value in = as(each.sum().in(), isFloat, false);
        Plan.Value out = steps.fresh(graph.extents().get(each.out()), isResult(each.out()), false);
        for (Rows rows : steps.cuts(out, each.window(), in)) {
            convolution(each, in, out, rows);
        }
        values.put(each.out(), out);
    }

    private void convolution(
            Operator.Convolution each, Plan.Value whole, Plan.Value result, Rows rows) {
        Operator.Sum sum = each.sum();
        Window window = each.window().of(rows, whole.extents()[PlanSteps.ROW]);
        Plan.Value in = steps.seen(whole, each.window(), rows);
        Plan.Value out = steps.rows(result, rows);
        long[] filter = each.filter();
        long groups = each.groups();
        long[] extents =
                groups == 1
                        ? filter
                        : new long[] {groups, filter[0] / groups, filter[1], filter[2], filter[3]};
        Attributes attributes = attributes(sum, isFloat, rows);
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_convolution_forward_primitive_desc_create(
                        made,
                        OneDnn.engine(),
                        dnnl_forward_inference,
                        dnnl_convolution_direct,
                        in.layout(),
                        objects.layout(PlanSteps.type(isFloat), dnnl_format_tag_any, extents),
                        bias(sum),
                        out.layout(),
                        window.strides(),
                        new long[] {window.dilations()[0] - 1, window.dilations()[1] - 1},
                        window.before(),
                        window.after(),
                        attributes.made()),
                "Conv of " + Arrays.toString(filter) + " with " + sum.after().kind());
        int tag = groups == 1 ? dnnl_abcd : dnnl_abcde;
        double sums = 1;
        for (int i = 1; i < 4; i++) {
            sums *= filter[i] * out.extents()[i];
        }
        weighted(sum, made, in, out, attributes, extents, tag, sums);
    }

    private void product(Operator.Product each, boolean isLast) {
        Operator.Sum sum = each.sum();
        boolean floats = isFloat || isLast;
        Plan.Value in = as(sum.in(), floats, false);
        Plan.Value out =
                steps.fresh(new long[] {each.units()}, floats || isResult(each.out()), false);
        Attributes attributes = attributes(sum, floats, Rows.NONE);
        long[] extents = {each.units(), each.inputs()};
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_inner_product_forward_primitive_desc_create(
                        made,
                        OneDnn.engine(),
                        dnnl_forward_inference,
                        in.layout(),
                        objects.layout(PlanSteps.type(floats), dnnl_format_tag_any, extents),
                        bias(sum),
                        out.layout(),
                        attributes.made()),
                "Gemm of " + Arrays.toString(extents));
        int tag = each.isTransposed() ? dnnl_ab : dnnl_ba;
        weighted(
                sum,
                made,
                in,
                out,
                attributes,
                extents,
                tag,
                (double) each.units() * each.inputs());
        values.put(sum.out(), out);
    }

    private dnnl_memory_desc bias(Operator.Sum sum) {
        return sum.bias().length == 0 ? null : weights.vector(sum.bias().length);
    }

    private void weighted(
            Operator.Sum sum,
            dnnl_primitive_desc made,
            Plan.Value in,
            Plan.Value out,
            Attributes attributes,
            long[] extents,
            int given,
            double products) {
        dnnl_memory_desc wanted = dnnl_primitive_desc_query_md(made, dnnl_query_weights_md, 0);
        List<Plan.Argument> arguments = new ArrayList<>();
        arguments.add(PlanSteps.value(DNNL_ARG_SRC, in));
        arguments.add(
                PlanSteps.constant(
                        DNNL_ARG_WEIGHTS,
                        weights.in(
                                sum.out(),
                                wanted,
                                sum::weight,
                                () -> objects.layout(dnnl_f32, given, extents))));
        if (sum.bias().length > 0) {
            dnnl_memory bias =
                    weights.plain(
                            sum.out() + "/bias", sum.bias(), weights.vector(sum.bias().length));
            arguments.add(PlanSteps.constant(DNNL_ARG_BIAS, bias));
        }
        arguments.addAll(attributes.arguments());
        arguments.add(PlanSteps.value(DNNL_ARG_DST, out));
        double rate = in.isFloat() ? PRODUCTS : 2 * PRODUCTS;
        steps.add(
                sum.out(),
                made,
                arguments,
                Math.max(products / rate, dnnl_memory_desc_get_size(wanted) / PlanSteps.BYTES));
    }

    private void pool(String name, Plan.Value in, Operator.Pool each) {
        Plan.Value out = steps.fresh(graph.extents().get(name), in.isFloat(), false);
        for (Rows rows : steps.cuts(out, each.window(), in)) {
            pool(name, in, out, each, rows);
        }
        values.put(name, out);
    }

    private void pool(
            String name, Plan.Value whole, Plan.Value result, Operator.Pool each, Rows rows) {
        Window window = each.window().of(rows, whole.extents()[PlanSteps.ROW]);
        Plan.Value in = steps.seen(whole, each.window(), rows);
        Plan.Value out = steps.rows(result, rows);
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        int kind =
                switch (each.kind()) {
                    case MAX -> dnnl_pooling_max;
                    case MEAN_WITH_PADDING -> dnnl_pooling_avg_include_padding;
                    case MEAN_WITHOUT_PADDING -> dnnl_pooling_avg_exclude_padding;
                };
        OneDnn.check(
                dnnl_pooling_forward_primitive_desc_create(
                        made,
                        OneDnn.engine(),
                        dnnl_forward_inference,
                        kind,
                        in.layout(),
                        out.layout(),
                        window.strides(),
                        window.kernel(),
                        new long[] {window.dilations()[0] - 1, window.dilations()[1] - 1},
                        window.before(),
                        window.after(),
                        new Attributes(objects).made()),
                "pool of " + Arrays.toString(window.kernel()));
        steps.add(
                name,
                made,
                List.of(PlanSteps.value(DNNL_ARG_SRC, in), PlanSteps.value(DNNL_ARG_DST, out)));
    }

    private void concat(Operator.Concat each) {
        boolean floats = each.in().stream().allMatch(part -> values.get(part).isFloat());
        List<Plan.Value> parts =
                each.in().stream().map(part -> as(part, floats || isFloat, false)).toList();
        Plan.Value out = steps.fresh(graph.extents().get(each.out()), floats || isFloat, false);
        for (Rows rows : each.axis() == PlanSteps.ROW ? List.of(Rows.NONE) : steps.cuts(out)) {
            concat(
                    each,
                    parts.stream().map(part -> steps.rows(part, rows)).toList(),
                    steps.rows(out, rows));
        }
        values.put(each.out(), out);
    }

    private void concat(Operator.Concat each, List<Plan.Value> parts, Plan.Value out) {
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        try (PointerPointer<dnnl_memory_desc> layouts = new PointerPointer<>(parts.size());
                PointerPointer<dnnl_primitive_desc> place = new PointerPointer<>(1)) {
            for (int i = 0; i < parts.size(); i++) {
                layouts.put(i, parts.get(i).layout());
            }
            OneDnn.check(
                    dnnl_concat_primitive_desc_create(
                            place,
                            OneDnn.engine(),
                            out.layout(),
                            parts.size(),
                            each.axis(),
                            layouts,
                            new Attributes(objects).made()),
                    "Concat");
            made = place.get(dnnl_primitive_desc.class, 0);
        }
        List<Plan.Argument> arguments = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            arguments.add(PlanSteps.value(DNNL_ARG_MULTIPLE_SRC + i, parts.get(i)));
        }
        arguments.add(PlanSteps.value(DNNL_ARG_DST, out));
        steps.add(each.out(), made, arguments);
    }

    /** A copy: a convolution that reads some of another's channels has no fast kernel. */
    private void slice(Operator.Slice each) {
        Plan.Value in = like(each.from());
        Plan.Value out = steps.fresh(graph.extents().get(each.out()), in.isFloat(), false);
        long[] begin = new long[in.extents().length];
        begin[each.axis()] = each.begin();
        dnnl_memory_desc part = new dnnl_memory_desc();
        OneDnn.check(
                dnnl_memory_desc_create_submemory(part, in.layout(), out.extents(), begin),
                "part of a value");
        objects.keep(part, done -> dnnl_memory_desc_destroy(done));
        reorder(
                each.out(),
                new Plan.Value(in.place(), in.from(), in.to(), part, out.extents(), in.isFloat()),
                out);
        values.put(each.out(), out);
    }

    private void slopes(Operator.Slopes each) {
        Plan.Value in = like(each.from());
        long[] one = new long[in.extents().length];
        Arrays.fill(one, 1);
        one[1] = each.slopes().length;
        dnnl_memory_desc row = objects.layout(dnnl_f32, one.length == 4 ? dnnl_acdb : dnnl_ab, one);
        dnnl_memory slopes = weights.plain(each.out() + "/slopes", each.slopes(), row);
        Plan.Value out = steps.fresh(graph.extents().get(each.out()), in.isFloat(), false);
        for (Rows rows : steps.cuts(out)) {
            Plan.Value from = steps.rows(in, rows);
            Plan.Value to = steps.rows(out, rows);
            dnnl_primitive_desc made = new dnnl_primitive_desc();
            OneDnn.check(
                    dnnl_prelu_forward_primitive_desc_create(
                            made,
                            OneDnn.engine(),
                            dnnl_forward_inference,
                            from.layout(),
                            row,
                            to.layout(),
                            new Attributes(objects).made()),
                    "PRelu");
            steps.add(
                    each.out(),
                    made,
                    List.of(
                            PlanSteps.value(DNNL_ARG_SRC, from),
                            PlanSteps.constant(DNNL_ARG_WEIGHTS, slopes),
                            PlanSteps.value(DNNL_ARG_DST, to)));
        }
        values.put(each.out(), out);
    }

    private void addition(Operator.Addition each) {
        Plan.Value left = like(each.left());
        Plan.Value right = as(each.right(), left.isFloat(), false);
        Plan.Value out = steps.fresh(graph.extents().get(each.out()), left.isFloat(), false);
        for (Rows rows : steps.cuts(out)) {
            addition(each, steps.rows(left, rows), steps.rows(right, rows), steps.rows(out, rows));
        }
        values.put(each.out(), out);
    }

    private void addition(
            Operator.Addition each, Plan.Value left, Plan.Value right, Plan.Value out) {
        Attributes attributes = new Attributes(objects);
        attributes.then(each.after(), left.isFloat());
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_binary_primitive_desc_create(
                        made,
                        OneDnn.engine(),
                        dnnl_binary_add,
                        left.layout(),
                        right.layout(),
                        out.layout(),
                        attributes.made()),
                "Add");
        steps.add(
                each.out(),
                made,
                List.of(
                        PlanSteps.value(DNNL_ARG_SRC_0, left),
                        PlanSteps.value(DNNL_ARG_SRC_1, right),
                        PlanSteps.value(DNNL_ARG_DST, out)));
    }

    private void affine(Operator.Affine each) {
        Plan.Value in = like(each.from());
        long[] one = new long[in.extents().length];
        Arrays.fill(one, 1);
        one[1] = each.scale().length;
        dnnl_memory_desc row = objects.layout(dnnl_f32, one.length == 4 ? dnnl_acdb : dnnl_ab, one);
        Plan.Value out = steps.fresh(graph.extents().get(each.out()), in.isFloat(), false);
        for (Rows rows : steps.cuts(out)) {
            affine(each, row, steps.rows(in, rows), steps.rows(out, rows));
        }
        values.put(each.out(), out);
    }

    private void affine(Operator.Affine each, dnnl_memory_desc row, Plan.Value in, Plan.Value out) {
        Attributes attributes = new Attributes(objects);
        attributes.add(
                row,
                PlanSteps.constant(0, weights.plain(each.out() + "/shift", each.shift(), row)));
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_binary_primitive_desc_create(
                        made,
                        OneDnn.engine(),
                        dnnl_binary_mul,
                        in.layout(),
                        row,
                        out.layout(),
                        attributes.made()),
                "Mul by a number for each channel");
        List<Plan.Argument> arguments = new ArrayList<>();
        arguments.add(PlanSteps.value(DNNL_ARG_SRC_0, in));
        arguments.add(
                PlanSteps.constant(
                        DNNL_ARG_SRC_1, weights.plain(each.out() + "/scale", each.scale(), row)));
        arguments.addAll(attributes.arguments());
        arguments.add(PlanSteps.value(DNNL_ARG_DST, out));
        steps.add(each.out(), made, arguments);
    }

    private void elementwise(Operator.Elementwise each) {
        Plan.Value in = like(each.from());
        Plan.Value out = steps.fresh(graph.extents().get(each.out()), in.isFloat(), false);
        for (Rows rows : steps.cuts(out)) {
            elementwise(each, steps.rows(in, rows), steps.rows(out, rows));
        }
        values.put(each.out(), out);
    }

    private void elementwise(Operator.Elementwise each, Plan.Value in, Plan.Value out) {
        Activation function = each.function();
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_eltwise_forward_primitive_desc_create(
                        made,
                        OneDnn.engine(),
                        dnnl_forward_inference,
                        Attributes.kind(function, in.isFloat()),
                        in.layout(),
                        out.layout(),
                        function.alpha(),
                        function.beta(),
                        new Attributes(objects).made()),
                function.kind().name());
        steps.add(
                each.out(),
                made,
                List.of(PlanSteps.value(DNNL_ARG_SRC, in), PlanSteps.value(DNNL_ARG_DST, out)));
    }

    private void flatten(Operator.Flatten each) {
        long[] in = graph.extents().get(each.from());
        boolean isOneCell = in[1] * in[2] == 1;
        Plan.Value from =
                isOneCell ? like(each.from()) : as(each.from(), like(each.from()).isFloat(), true);
        long[] extents = {1, in[0] * in[1] * in[2]};
        values.put(
                each.out(),
                new Plan.Value(
                        from.place(),
                        from.from(),
                        from.to(),
                        objects.layout(PlanSteps.type(from.isFloat()), dnnl_ab, extents),
                        extents,
                        from.isFloat()));
    }

    private void softmax(Operator.Softmax each) {
        Plan.Value in = as(each.from(), true, false);
        Plan.Value out = steps.fresh(graph.extents().get(each.out()), true, false);
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_softmax_forward_primitive_desc_create(
                        made,
                        OneDnn.engine(),
                        dnnl_forward_inference,
                        dnnl_softmax_accurate,
                        in.layout(),
                        out.layout(),
                        1,
                        new Attributes(objects).made()),
                "Softmax");
        steps.add(
                each.out(),
                made,
                List.of(PlanSteps.value(DNNL_ARG_SRC, in), PlanSteps.value(DNNL_ARG_DST, out)));
        values.put(each.out(), out);
    }

    /** Whether a value is what the net computes, which is float32. */
    private boolean isResult(String name) {
        return isFloat || name.equals(graph.output());
    }

    /** A value as it is, but for the input, which becomes what weighted sums take. */
    private Plan.Value like(String name) {
        return name.equals(graph.input()) ? as(name, isFloat, false) : values.get(name);
    }

    /** A value in a type, and where it is an image with its channels first or last. */
    private Plan.Value as(String name, boolean floats, boolean channelsFirst) {
        Plan.Value now = values.get(name);
        boolean isImage = now.extents().length == 4;
        boolean isFirst = name.equals(graph.input());
        if (now.isFloat() == floats && (!isImage || isFirst == channelsFirst)) {
            return now;
        }
        String key = name + "/" + floats + "/" + channelsFirst;
        Plan.Value known = converted.get(key);
        if (known != null) {
            return known;
        }
        Plan.Value out = steps.fresh(graph.extents().get(name), floats, channelsFirst);
        reorder(key, now, out);
        converted.put(key, out);
        return out;
    }

    private void reorder(String name, Plan.Value from, Plan.Value to) {
        dnnl_primitive_desc made = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_reorder_primitive_desc_create(
                        made,
                        from.layout(),
                        OneDnn.engine(),
                        to.layout(),
                        OneDnn.engine(),
                        new Attributes(objects).made()),
                "reorder");
        steps.add(
                name,
                made,
                List.of(PlanSteps.value(DNNL_ARG_FROM, from), PlanSteps.value(DNNL_ARG_TO, to)));
    }

    private Attributes attributes(Operator.Sum sum, boolean floats, Rows rows) {
        Attributes attributes = new Attributes(objects);
        sum.addend()
                .ifPresent(
                        name -> {
                            Plan.Value addend = steps.rows(like(name), rows);
                            attributes.add(addend.layout(), PlanSteps.value(0, addend));
                        });
        attributes.then(sum.after(), floats);
        return attributes;
    }
}
