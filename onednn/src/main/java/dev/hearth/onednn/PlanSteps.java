package dev.hearth.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** The steps of a plan that is being made, its values, and how a result's rows are dealt out. */
final class PlanSteps {

    /** Rows' axis. */
    static final int ROW = 2;

    /** Parts of fewer rows read the weights too often. */
    private static final int LEAST_ROWS = 4;

    /** Bytes a microsecond. */
    static final double BYTES = 30_000;

    /** Microseconds of a call. */
    private static final double CALL = 2;

    private final NativeObjects objects;
    private final int lanes;
    private final List<Plan.Step> steps = new ArrayList<>();
    private final List<Plan.Place> places = new ArrayList<>();
    private long scratch;

    /** For so many threads. */
    PlanSteps(NativeObjects objects, int lanes) {
        this.objects = objects;
        this.lanes = lanes;
    }

    /** What has been added. */
    Plan plan(Plan.Value input, Plan.Value output) {
        return new Plan(objects, steps, lanes, places, input, output, scratch);
    }

    /** A new value; an image stands channels last, or as asked. */
    Plan.Value fresh(long[] extents, boolean floats, boolean channelsFirst) {
        long[] all = new long[extents.length + 1];
        all[0] = 1;
        System.arraycopy(extents, 0, all, 1, extents.length);
        int tag = extents.length == 1 ? dnnl_ab : channelsFirst ? dnnl_abcd : dnnl_acdb;
        dnnl_memory_desc layout = objects.layout(type(floats), tag, all);
        Plan.Place place = new Plan.Place(dnnl_memory_desc_get_size(layout));
        places.add(place);
        return new Plan.Value(place, 0, dnnl_memory_desc_get_size(layout), layout, all, floats);
    }

    /** Rows of a result, from and to, that are computed by a step each; of a vector, none. */
    List<Rows> cuts(Plan.Value out) {
        if (out.extents().length != 4) {
            return List.of(Rows.NONE);
        }
        long rows = out.extents()[ROW];
        long parts = Math.max(1, Math.min(lanes, rows / LEAST_ROWS));
        List<Rows> cuts = new ArrayList<>();
        for (long i = 0; i < parts; i++) {
            cuts.add(new Rows(rows * i / parts, rows * (i + 1) / parts));
        }
        return cuts;
    }

    /** As {@link #cuts(Plan.Value)}; none where a part would look at padding alone. */
    List<Rows> cuts(Plan.Value out, Window window, Plan.Value in) {
        List<Rows> cuts = cuts(out);
        for (Rows rows : cuts) {
            Rows seen = window.seen(rows, in.extents()[ROW]);
            if (seen.count() <= 0) {
                return List.of(new Rows(0, out.extents()[ROW]));
            }
        }
        return cuts;
    }

    /** Rows of an image, which stands channels last. */
    Plan.Value rows(Plan.Value whole, Rows rows) {
        if (rows == Rows.NONE || rows.count() == whole.extents()[ROW]) {
            return whole;
        }
        long[] extents = whole.extents().clone();
        long row = (whole.to() - whole.from()) / extents[ROW];
        extents[ROW] = rows.count();
        return new Plan.Value(
                whole.place(),
                whole.from() + row * rows.from(),
                whole.from() + row * rows.to(),
                objects.layout(type(whole.isFloat()), dnnl_acdb, extents),
                extents,
                whole.isFloat());
    }

    /** Rows that a window looks at for rows of its result. */
    Plan.Value seen(Plan.Value whole, Window window, Rows rows) {
        return rows(whole, window.seen(rows, whole.extents()[ROW]));
    }

    static Plan.Argument value(int id, Plan.Value value) {
        return new Plan.Argument(id, value, null, null);
    }

    static Plan.Argument constant(int id, dnnl_memory memory) {
        return new Plan.Argument(id, null, memory, null);
    }

    void add(String name, dnnl_primitive_desc made, List<Plan.Argument> arguments) {
        add(name, made, arguments, 0);
    }

    void add(String name, dnnl_primitive_desc made, List<Plan.Argument> arguments, double atLeast) {
        objects.keep(made, each -> dnnl_primitive_desc_destroy(each));
        dnnl_primitive primitive = new dnnl_primitive();
        OneDnn.check(dnnl_primitive_create(primitive, made), "primitive for " + name);
        objects.keep(primitive, each -> dnnl_primitive_destroy(each));
        List<Plan.Argument> all = new ArrayList<>(arguments);
        dnnl_memory_desc scratchpad =
                dnnl_primitive_desc_query_md(made, dnnl_query_scratchpad_md, 0);
        long bytes = scratchpad == null ? 0 : dnnl_memory_desc_get_size(scratchpad);
        if (bytes > 0) {
            scratch = Math.max(scratch, bytes);
            all.add(new Plan.Argument(DNNL_ARG_SCRATCHPAD, null, null, scratchpad));
        }
        BitSet needs = new BitSet();
        double moved = 0;
        for (Plan.Argument each : all) {
            Plan.Value value = each.value();
            if (value != null) {
                moved += value.to() - value.from();
                // DNNL_ARG_TO is the same number.
                if (each.id() == DNNL_ARG_DST) {
                    value.place().written(steps.size(), value.from(), value.to());
                } else {
                    value.place().read(steps.size(), value.from(), value.to(), needs);
                }
            }
        }
        double cost = CALL + Math.max(atLeast, moved / BYTES);
        steps.add(
                new Plan.Step(
                        name, implementation(made), primitive, List.copyOf(all), cost, needs));
    }

    private static String implementation(dnnl_primitive_desc made) {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            OneDnn.check(
                    dnnl_primitive_desc_query(made, dnnl_query_impl_info_str, 0, text), "name");
            return text.get(BytePointer.class, 0).getString();
        }
    }

    static int type(boolean floats) {
        return floats ? dnnl_f32 : dnnl_bf16;
    }
}
