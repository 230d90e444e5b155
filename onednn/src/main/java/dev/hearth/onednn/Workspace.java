package dev.hearth.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/** The memory in which one thread at a time computes a {@link Plan}. */
final class Workspace implements AutoCloseable {

    private record Call(Plan.Step step, dnnl_exec_arg_t arguments, int count) {}

    private final NativeObjects objects = new NativeObjects();
    private final dnnl_stream stream = new dnnl_stream();
    private final List<Call> calls = new ArrayList<>();
    private final FloatPointer in;
    private final FloatPointer out;
    private final int outputs;

    Workspace(Plan plan) {
        OneDnn.check(
                dnnl_stream_create(stream, OneDnn.engine(), dnnl_stream_default_flags), "stream");
        objects.keep(stream, each -> dnnl_stream_destroy(each));
        BytePointer arena = objects.bytes(plan.arena());
        BytePointer scratch = objects.bytes(plan.scratch());
        Map<Plan.Value, dnnl_memory> values = new IdentityHashMap<>();
        for (Plan.Step step : plan.steps()) {
            int count = step.arguments().size();
            dnnl_exec_arg_t arguments =
                    objects.keep(new dnnl_exec_arg_t(count), each -> each.close());
            for (int i = 0; i < count; i++) {
                Plan.Argument argument = step.arguments().get(i);
                dnnl_memory memory;
                if (argument.constant() != null) {
                    memory = argument.constant();
                } else if (argument.scratch() != null) {
                    memory = objects.at(argument.scratch(), scratch);
                } else {
                    memory =
                            values.computeIfAbsent(
                                    argument.value(),
                                    value ->
                                            objects.at(
                                                    value.layout(),
                                                    arena.getPointer(value.place().offset)));
                }
                arguments.getPointer(i).arg(argument.id()).memory(memory);
            }
            calls.add(new Call(step, arguments, count));
        }
        in = new FloatPointer(arena.getPointer(plan.input().place().offset));
        out = new FloatPointer(arena.getPointer(plan.output().place().offset));
        int count = 1;
        for (long extent : plan.output().extents()) {
            count = Math.toIntExact(count * extent);
        }
        outputs = count;
    }

    /** Numbers that come out. */
    int outputs() {
        return outputs;
    }

    /** Computes as many examples as the plan is for. */
    void compute(float[] values, int from, int count, float[] answers, int to) {
        in.put(values, from, count);
        for (Call call : calls) {
            int status =
                    dnnl_primitive_execute(
                            call.step().primitive(), stream, call.count(), call.arguments());
            if (status != 0) {
                OneDnn.check(status, "result of " + call.step().operator());
            }
        }
        OneDnn.check(dnnl_stream_wait(stream), "result");
        out.get(answers, to, outputs);
    }

    @Override
    public void close() {
        objects.close();
    }
}
