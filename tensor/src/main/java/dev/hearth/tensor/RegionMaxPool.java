package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** The greatest of each region, where regions are given by {@link PoolRegions}. */
final class RegionMaxPool {

    /** As many cells of a region as a byte can tell apart. */
    private static final int CHOICES = 256;

    /** So that a thread that is held up leaves little to wait for. */
    private static final int PARTS_A_THREAD = 4;

    private final PoolRegions rows;
    private final PoolRegions columns;
    private final int examples;
    private final int channels;
    private final boolean innermost;
    private final DType type;
    private final RegionMaxKernel kernel;

    private RegionMaxPool(Tensor x, PoolRegions rows, PoolRegions columns) {
        this.rows = rows;
        this.columns = columns;
        this.examples = (int) x.size(0);
        this.channels = (int) x.size(1);
        boolean own = rows.differsByChannel(examples) || columns.differsByChannel(examples);
        this.innermost =
                x.isChannelsLast()
                        && (!own || PerChannelRegionKernel.suits(rows, columns, channels));
        this.type = x.dtype();
        if (type == DType.BFLOAT16) {
            this.kernel =
                    own
                            ? new Bfloat16PerChannelKernel(rows, columns, examples, channels)
                            : new Bfloat16RegionKernel(rows, columns, examples, channels);
        } else if (!innermost) {
            this.kernel = new PlanarRegionKernel(rows, columns, examples, channels);
        } else if (own) {
            this.kernel = new PerChannelRegionKernel(rows, columns, examples, channels);
        } else {
            this.kernel = new ChannelsLastRegionKernel(rows, columns, examples, channels);
        }
    }

    /** Whether bfloat16 numbers have a kernel that does not widen them. */
    private static boolean ofPairs(Tensor x, PoolRegions rows, PoolRegions columns) {
        int examples = (int) x.size(0);
        int channels = (int) x.size(1);
        return x.isChannelsLast()
                && channels % 2 == 0
                && (!rows.differsByChannel(examples) && !columns.differsByChannel(examples)
                        || PerChannelRegionKernel.suits(rows, columns, channels));
    }

    static Tensor max(Tensor x, PoolRegions rows, PoolRegions columns) {
        if (x.dimensions() != 4) {
            throw Check.error(
                    "maxPoolRegions needs an image batch of four dimensions",
                    x.describe(),
                    "Reshape it to batch × channels × rows × columns");
        }
        rows.refuseUnlessFor("rows'", x, 2);
        columns.refuseUnlessFor("columns'", x, 3);
        boolean fits =
                x.device().isCpu()
                        && (long) rows.widest() * columns.widest() <= CHOICES
                        && x.count() > 0
                        && 4 * x.count() / x.size(0) <= Integer.MAX_VALUE;
        boolean halves = x.device().isCpu() && x.dtype() == DType.BFLOAT16;
        if (halves && !(fits && ofPairs(x, rows, columns))) {
            // The greatest of rounded numbers is one of them: nothing is lost there and back.
            return max(x.to(DType.FLOAT32), rows, columns).to(DType.BFLOAT16);
        }
        return fits && (halves || x.dtype() == DType.FLOAT32)
                ? new RegionMaxPool(x, rows, columns).max(x)
                : composed(x, rows, columns);
    }

    private Tensor max(Tensor x) {
        boolean recording = x.wantsGrad() && NoGrad.isRecording();
        Tensor result;
        Tensor choices;
        try (var inner = Scope.open();
                var noGrad = NoGrad.open()) {
            Tensor given = innermost ? x.channelsLast() : x.contiguous();
            long[] shape = shape(rows.count(), columns.count());
            Tensor y = Tensor.empty(type, shape);
            long bytes = recording ? examples * kernel.choices() : 0;
            Tensor chosen = Tensor.empty(DType.UINT8, bytes);
            forward(given, y, chosen, recording);
            result = inner.keep(outside(y));
            choices = inner.keep(chosen);
        }
        return recording
                ? Autograd.function(x, result, gradient -> backward(gradient, choices), choices)
                : result;
    }

    private void forward(Tensor x, Tensor y, Tensor chosen, boolean recording) {
        ByteBuffer[] from = parts(x);
        ByteBuffer[] to = parts(y);
        ByteBuffer[] choices = recording ? parts(chosen) : new ByteBuffer[0];
        ByteBuffer none = ByteBuffer.allocate(0);
        split(
                x.count(),
                kernel::ahead,
                (ahead, example, plane) ->
                        ahead.run(
                                example,
                                plane,
                                from[example],
                                to[example],
                                recording ? choices[example] : none));
    }

    private Tensor backward(Tensor gradient, Tensor chosen) {
        Tensor typed = gradient.to(type);
        Tensor byY = innermost ? typed.channelsLast() : typed.contiguous();
        Tensor byX = Tensor.empty(type, shape(rows.cells(), columns.cells()));
        ByteBuffer[] from = parts(byY);
        ByteBuffer[] choices = parts(chosen);
        ByteBuffer[] to = parts(byX);
        split(
                byX.count(),
                kernel::back,
                (back, example, plane) ->
                        back.run(example, plane, from[example], choices[example], to[example]));
        return outside(byX);
    }

    /** One plane, or a whole example where channels lie innermost. */
    private interface Piece<K> {
        void run(K kernel, int example, int plane);
    }

    /** All of them, examples in as many parts as keep the threads busy. */
    private <K> void split(long numbers, Supplier<K> scratch, Piece<K> piece) {
        int planes = innermost ? 1 : channels;
        int parts = Math.min(planes, 1 + (PARTS_A_THREAD * LibTorch.threads() - 1) / examples);
        ParallelFor.run(
                examples * parts,
                numbers,
                scratch,
                (kernel, number) -> {
                    int example = number / parts;
                    long part = number % parts;
                    int end = (int) ((part + 1) * planes / parts);
                    for (int plane = (int) (part * planes / parts); plane < end; plane++) {
                        piece.run(kernel, example, plane);
                    }
                });
    }

    private ByteBuffer[] parts(Tensor tensor) {
        return tensor.parts(examples);
    }

    /** As memory lies. */
    private long[] shape(long height, long width) {
        return innermost
                ? new long[] {examples, height, width, channels}
                : new long[] {examples, channels, height, width};
    }

    /** From memory's order to that of images. */
    private Tensor outside(Tensor inside) {
        return innermost ? inside.permute(0, 3, 1, 2) : inside;
    }

    /** Of libtorch's operations: for any device, type and layout. */
    static Tensor composed(Tensor x, PoolRegions rows, PoolRegions columns) {
        long places = (long) rows.count() * columns.count();
        Tensor chosen;
        try (var inner = Scope.open();
                var noGrad = NoGrad.open()) {
            chosen = inner.keep(chosen(x, rows, columns).reshape(x.size(0), x.size(1), places));
        }
        return x.flatten(2)
                .gather(2, chosen)
                .reshape(x.size(0), x.size(1), rows.count(), columns.count());
    }

    /** The cell of each region, counted row by row in its plane. */
    private static Tensor chosen(Tensor x, PoolRegions rows, PoolRegions columns) {
        long[] full = {x.size(0), x.size(1), rows.count(), columns.count()};
        Tensor cell = x.flatten(2);
        Tensor yes = Tensor.full(1, DType.BOOL, x.device());
        Tensor chosen = null;
        Tensor greatest = null;
        for (int down = 0; down < rows.widest(); down++) {
            Tensor lines = cells(x, rows, down, columns.cells()).unsqueeze(3);
            for (int across = 0; across < columns.widest(); across++) {
                Tensor cells =
                        lines.add(cells(x, columns, across, 1).unsqueeze(2))
                                .expand(full)
                                .flatten(2);
                Tensor values = cell.gather(2, cells);
                if (chosen == null) {
                    chosen = cells;
                    greatest = values;
                } else {
                    // Not below or equal: greater, or NaN. What is NaN already stays.
                    Tensor stays = greatest.eq(greatest).where(values.le(greatest), yes);
                    chosen = stays.where(chosen, cells);
                    greatest = stays.where(greatest, values);
                }
            }
        }
        return chosen;
    }

    /** One cell of each interval, or its last, times a stride: [examples or 1 × channels or 1 × count]. */
    private static Tensor cells(Tensor x, PoolRegions regions, int offset, int stride) {
        int count = regions.count();
        long[] cells = new long[regions.sets() * count];
        for (int set = 0; set < regions.sets(); set++) {
            for (int i = 0; i < count; i++) {
                cells[set * count + i] =
                        (long) stride
                                * Math.min(
                                        regions.starts(set)[i] + offset, regions.ends(set)[i] - 1);
            }
        }
        boolean byPlane = regions.differsByChannel((int) x.size(0));
        long channels = byPlane ? x.size(1) : 1;
        return Tensor.of(cells, regions.sets() / channels, channels, count).to(x.device());
    }
}
