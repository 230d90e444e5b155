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
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The memory in which one example at a time goes through a {@link Plan}: on one thread, or on one thread for
 * each lane.
 */
final class Workspace implements AutoCloseable {

    /** A thread that waits for another looks out so long before it sleeps. */
    private static final long LOOKS_OUT_NANOS = 150_000;

    /** And then looks again. */
    private static final long SLEEPS_NANOS = 50_000;

    /** Lanes' counts stand a cache line apart, and one more, since lines are fetched in pairs. */
    private static final int APART = 32;

    private record Call(Plan.Step step, int[] waits, dnnl_exec_arg_t arguments, int count) {}

    private final NativeObjects objects = new NativeObjects();
    private final List<dnnl_stream> streams = new ArrayList<>();

    /** By lane. */
    private final List<List<Call>> calls = new ArrayList<>();

    /** All, in an order for one thread. */
    private final List<Call> inOrder = new ArrayList<>();

    /** How many steps each lane has done. */
    private final AtomicIntegerArray done;

    private final FloatPointer in;
    private final FloatPointer out;
    private final int outputs;

    Workspace(Plan plan) {
        BytePointer arena = objects.bytes(plan.arena());
        List<BytePointer> scratch = new ArrayList<>();
        for (int lane = 0; lane < plan.lanes(); lane++) {
            dnnl_stream stream = new dnnl_stream();
            OneDnn.check(
                    dnnl_stream_create(stream, OneDnn.engine(), dnnl_stream_default_flags),
                    "stream");
            streams.add(objects.keep(stream, each -> dnnl_stream_destroy(each)));
            scratch.add(objects.bytes(plan.scratch()));
            calls.add(new ArrayList<>());
        }
        done = new AtomicIntegerArray(APART * (plan.lanes() + 1));
        Map<Plan.Value, dnnl_memory> values = new IdentityHashMap<>();
        for (int at : plan.schedule().order()) {
            int lane = plan.schedule().lane(at);
            Call call =
                    call(
                            plan.steps().get(at),
                            plan.schedule().waits(at),
                            arena,
                            scratch.get(lane),
                            values);
            calls.get(lane).add(call);
            inOrder.add(call);
        }
        in = new FloatPointer(arena.getPointer(plan.input().place().offset));
        out = new FloatPointer(arena.getPointer(plan.output().place().offset));
        int count = 1;
        for (long extent : plan.output().extents()) {
            count = Math.toIntExact(count * extent);
        }
        outputs = count;
    }

    private Call call(
            Plan.Step step,
            int[] waits,
            BytePointer arena,
            BytePointer scratch,
            Map<Plan.Value, dnnl_memory> values) {
        int count = step.arguments().size();
        dnnl_exec_arg_t arguments = objects.keep(new dnnl_exec_arg_t(count), each -> each.close());
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
                                                arena.getPointer(
                                                        value.place().offset + value.from())));
            }
            arguments.getPointer(i).arg(argument.id()).memory(memory);
        }
        return new Call(step, waits, arguments, count);
    }

    /** Takes an example. */
    void put(float[] values, int from, int count) {
        for (int i = 0; i < done.length(); i++) {
            done.setPlain(i, 0);
        }
        in.put(values, from, count);
    }

    /** Computes all of it on the calling thread. */
    void compute() {
        for (Call call : inOrder) {
            execute(call, streams.get(0));
        }
        OneDnn.check(dnnl_stream_wait(streams.get(0)), "result");
    }

    /** Computes a lane's part, while other threads compute those of all other lanes. */
    void compute(int lane) {
        int at = APART * (lane + 1);
        int count = 0;
        try {
            for (Call call : calls.get(lane)) {
                for (int other = 0; other < call.waits().length; other++) {
                    if (call.waits()[other] > 0) {
                        await(APART * (other + 1), call.waits()[other]);
                    }
                }
                execute(call, streams.get(lane));
                count++;
                done.setRelease(at, count);
            }
            OneDnn.check(dnnl_stream_wait(streams.get(lane)), "result");
        } finally {
            // After a failure too, so that nobody waits for ever.
            done.setRelease(at, Integer.MAX_VALUE);
        }
    }

    private void await(int at, int wanted) {
        if (done.getAcquire(at) >= wanted) {
            return;
        }
        long begun = System.nanoTime();
        while (done.getAcquire(at) < wanted) {
            if (System.nanoTime() - begun < LOOKS_OUT_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(SLEEPS_NANOS);
            }
        }
    }

    private static void execute(Call call, dnnl_stream stream) {
        int status =
                dnnl_primitive_execute(
                        call.step().primitive(), stream, call.count(), call.arguments());
        if (status != 0) {
            OneDnn.check(status, "result of " + call.step().operator());
        }
    }

    /** The answer. */
    float[] answer() {
        float[] answer = new float[outputs];
        out.get(answer);
        return answer;
    }

    @Override
    public void close() {
        objects.close();
    }
}
