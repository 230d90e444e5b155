package dev.hearth.tensor;

/** The greatest of each region, where regions are given by {@link Spans}. */
final class SpanPool {

    private SpanPool() {}

    static Tensor max(Tensor x, Spans rows, Spans columns) {
        if (x.dimensions() != 4) {
            throw new IllegalArgumentException(
                    "maxOfSpans needs an image batch of four dimensions. Received: "
                            + x.describe()
                            + ". Reshape it to batch × channels × rows × columns.");
        }
        rows.refuseUnlessFor("rows'", x, 2);
        columns.refuseUnlessFor("columns'", x, 3);
        return composed(x, rows, columns);
    }

    /** Of libtorch's operations: for any device, type and layout. */
    static Tensor composed(Tensor x, Spans rows, Spans columns) {
        long places = (long) rows.count() * columns.count();
        Tensor chosen;
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            chosen = room.keep(chosen(x, rows, columns).reshape(x.size(0), x.size(1), places));
        }
        return x.flatten(2)
                .gather(2, chosen)
                .reshape(x.size(0), x.size(1), rows.count(), columns.count());
    }

    /** The cell of each region, counted row by row in its plane. */
    private static Tensor chosen(Tensor x, Spans rows, Spans columns) {
        long[] full = {x.size(0), x.size(1), rows.count(), columns.count()};
        Tensor unordered = Tensor.full(Double.POSITIVE_INFINITY, x.dtype(), x.device());
        Tensor keys = x.eq(x).where(x, unordered).flatten(2);
        Tensor chosen = null;
        Tensor greatest = null;
        for (int down = 0; down < rows.widest(); down++) {
            Tensor lines = cells(x, rows, down, columns.cells()).unsqueeze(3);
            for (int across = 0; across < columns.widest(); across++) {
                Tensor cells =
                        lines.add(cells(x, columns, across, 1).unsqueeze(2))
                                .expand(full)
                                .flatten(2);
                Tensor values = keys.gather(2, cells);
                if (chosen == null) {
                    chosen = cells;
                    greatest = values;
                } else {
                    Tensor better = values.gt(greatest);
                    chosen = better.where(cells, chosen);
                    greatest = better.where(values, greatest);
                }
            }
        }
        return chosen;
    }

    /** One cell of each stretch, or its last, times a stride: [examples or 1 × channels or 1 × count]. */
    private static Tensor cells(Tensor x, Spans spans, int offset, int stride) {
        int count = spans.count();
        long[] cells = new long[spans.sets() * count];
        for (int set = 0; set < spans.sets(); set++) {
            for (int i = 0; i < count; i++) {
                cells[set * count + i] =
                        (long) stride
                                * Math.min(spans.starts(set)[i] + offset, spans.ends(set)[i] - 1);
            }
        }
        boolean byPlane = spans.differsByChannel((int) x.size(0));
        long channels = byPlane ? x.size(1) : 1;
        return Tensor.of(cells, spans.sets() / channels, channels, count).to(x.device());
    }
}
