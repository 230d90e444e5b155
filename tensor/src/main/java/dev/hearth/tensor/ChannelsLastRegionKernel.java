package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Max-pooling where channels lie innermost and share their regions: rows of pixels of as many numbers as
 * there are channels.
 *
 * <p>Forward, each row is read once: it becomes keys, is compared with itself moved by a pixel (by
 * two for regions of three), and the pixels at which regions begin are put together; such short rows
 * are then compared with one another. Which cell was chosen is kept in a byte. Backward, a row of
 * gradients is added into as many rows as a region is high, and each row is written once, when no
 * region reaches it any more.
 */
final class ChannelsLastRegionKernel implements RegionMaxKernel {

    private final PoolRegions rows;
    private final PoolRegions columns;
    private final int examples;
    private final int lanes;
    private final int in;
    private final int out;

    ChannelsLastRegionKernel(PoolRegions rows, PoolRegions columns, int examples, int lanes) {
        this.rows = rows;
        this.columns = columns;
        this.examples = examples;
        this.lanes = lanes;
        this.in = columns.cells() * lanes;
        this.out = columns.count() * lanes;
    }

    @Override
    public long choices() {
        return (long) rows.count() * out;
    }

    @Override
    public Ahead ahead() {
        return new PixelAhead();
    }

    @Override
    public Back back() {
        return new PixelBack();
    }

    private final class PixelAhead implements Ahead {
        private final int[][] wide = new int[columns.widest()][in];
        private final int[][] wideChosen = new int[columns.widest()][in];
        private final int[] moved = new int[in];
        private final int[][] narrow = new int[rows.widest()][out];
        private final int[][] narrowChosen = new int[rows.widest()][out];
        private final int[] greatest = new int[out];
        private final int[] chosen = new int[out];
        private final byte[] bytes = new byte[out];

        @Override
        public void run(
                int example, int plane, ByteBuffer from, ByteBuffer to, ByteBuffer choices) {
            IntBuffer x = from.asIntBuffer();
            IntBuffer y = to.asIntBuffer();
            int rowSet = rows.set(example, plane, examples, lanes);
            int columnSet = columns.set(example, plane, examples, lanes);
            boolean choosing = choices.hasRemaining();
            int[] starts = rows.starts(rowSet);
            int[] ends = rows.ends(rowSet);
            int read = 0;
            for (int i = 0; i < rows.count(); i++) {
                for (read = Math.max(read, starts[i]); read < ends[i]; read++) {
                    narrow(columnSet, x, read, choosing);
                }
                int[] keys = narrow[starts[i] % narrow.length];
                int[] chosen = narrowChosen[starts[i] % narrow.length];
                for (int row = starts[i] + 1; row < ends[i]; row++) {
                    int slot = row % narrow.length;
                    if (choosing) {
                        int more = (row - starts[i]) * columns.widest();
                        SimdLoops.greater(
                                keys,
                                narrow[slot],
                                greatest,
                                chosen,
                                narrowChosen[slot],
                                more,
                                this.chosen,
                                out);
                        chosen = this.chosen;
                    } else {
                        SimdLoops.greater(keys, narrow[slot], greatest, out);
                    }
                    keys = greatest;
                }
                SimdLoops.bits(keys, greatest, out);
                y.put(i * out, greatest, 0, out);
                if (choosing) {
                    SimdLoops.bytes(chosen, bytes, out);
                    choices.put(i * out, bytes, 0, out);
                }
            }
        }

        /** Reads a row and puts together what regions begin there. */
        private void narrow(int set, IntBuffer x, int row, boolean choosing) {
            x.get(row * in, wide[0], 0, in);
            SimdLoops.keys(wide[0], in);
            for (int cell = 1; cell < wide.length; cell++) {
                int shift = cell * lanes;
                int count = Math.max(0, in - shift);
                System.arraycopy(wide[0], in - count, moved, 0, count);
                if (choosing) {
                    SimdLoops.greater(
                            wide[cell - 1],
                            moved,
                            wide[cell],
                            wideChosen[cell - 1],
                            cell,
                            wideChosen[cell],
                            count);
                } else {
                    SimdLoops.greater(wide[cell - 1], moved, wide[cell], count);
                }
            }
            int slot = row % narrow.length;
            columns.gather(set, lanes, wide, narrow[slot]);
            if (choosing) {
                columns.gather(set, lanes, wideChosen, narrowChosen[slot]);
            }
        }
    }

    private final class PixelBack implements Back {
        private final float[] sums = new float[rows.widest() * in];
        private final float[] gradient = new float[out];
        private final byte[] chosen = new byte[out];
        private final int[] offsets = new int[256];

        @Override
        public void run(
                int example, int plane, ByteBuffer from, ByteBuffer choices, ByteBuffer to) {
            FloatBuffer byY = from.asFloatBuffer();
            FloatBuffer byX = to.asFloatBuffer();
            int rowSet = rows.set(example, plane, examples, lanes);
            int columnSet = columns.set(example, plane, examples, lanes);
            int[] starts = rows.starts(rowSet);
            int[] ends = rows.ends(rowSet);
            int[] places = columns.starts(columnSet);
            int written = 0;
            for (int i = 0; i < rows.count(); i++) {
                for (; written < starts[i]; written++) {
                    write(written, byX);
                }
                for (int down = 0; down < ends[i] - starts[i]; down++) {
                    int slot = (starts[i] + down) % rows.widest();
                    for (int across = 0; across < columns.widest(); across++) {
                        offsets[down * columns.widest() + across] = slot * in + across * lanes;
                    }
                }
                byY.get(i * out, gradient, 0, out);
                choices.get(i * out, chosen, 0, out);
                for (int j = 0; j < places.length; j++) {
                    SimdLoops.scatter(
                            gradient, chosen, j * lanes, lanes, offsets, sums, places[j] * lanes);
                }
            }
            for (; written < rows.cells(); written++) {
                write(written, byX);
            }
        }

        private void write(int row, FloatBuffer byX) {
            int slot = row % rows.widest() * in;
            byX.put(row * in, sums, slot, in);
            Arrays.fill(sums, slot, slot + in, 0);
        }
    }
}
