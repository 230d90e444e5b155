package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Max-pooling of bfloat16 numbers where channels lie innermost, are even in number and share their
 * regions, as {@link ChannelsLastRegionKernel} does it for floats, on rows of even and of odd channels (see
 * {@link Bfloat16Loops}). The greatest is one of the numbers and so exact; gradients are added up as
 * floats and rounded once, when no region reaches a row any more.
 */
final class Bfloat16RegionKernel implements RegionMaxKernel {

    private final PoolRegions rows;
    private final PoolRegions columns;
    private final int examples;
    private final int channels;
    private final int lanes;
    private final int in;
    private final int out;

    Bfloat16RegionKernel(PoolRegions rows, PoolRegions columns, int examples, int channels) {
        this.rows = rows;
        this.columns = columns;
        this.examples = examples;
        this.channels = channels;
        this.lanes = channels / 2;
        this.in = columns.cells() * lanes;
        this.out = columns.count() * lanes;
    }

    @Override
    public long choices() {
        return (long) rows.count() * Bfloat16Row.half(out) * Integer.BYTES;
    }

    @Override
    public Ahead ahead() {
        return new PairsAhead();
    }

    @Override
    public Back back() {
        return new PairsBack();
    }

    /** Keys of the channels of one parity. */
    private final class Parity {
        // By width, from 1: the greatest of so many columns.
        private final int[][] wide = new int[columns.widest()][in];
        private final int[][] narrow = new int[rows.widest()][2 * Bfloat16Row.half(out)];
        private final int[] greatest = new int[2 * Bfloat16Row.half(out)];

        /** Puts together what regions begin in the row whose keys are there. */
        void narrow(int set, int row, int[] moved) {
            for (int cell = 1; cell < wide.length; cell++) {
                int count = Math.max(0, in - cell * lanes);
                System.arraycopy(wide[0], in - count, moved, 0, count);
                Bfloat16Loops.greater(wide[cell - 1], moved, cell, wide[cell], count);
            }
            columns.gather(set, lanes, wide, narrow[row % narrow.length]);
        }

        /** The greatest of the rows of a region. */
        int[] greatest(int start, int end) {
            int[] keys = narrow[start % narrow.length];
            for (int row = start + 1; row < end; row++) {
                int further = (row - start) * columns.widest();
                Bfloat16Loops.greater(keys, narrow[row % narrow.length], further, greatest, out);
                keys = greatest;
            }
            return keys;
        }
    }

    private final class PairsAhead implements Ahead {
        private final Parity even = new Parity();
        private final Parity odd = new Parity();
        private final int[] moved = new int[in];
        private final Bfloat16Row read = new Bfloat16Row(in);
        private final Bfloat16Row written = new Bfloat16Row(out);

        @Override
        public void run(int example, int plane, ByteBuffer x, ByteBuffer y, ByteBuffer choices) {
            IntBuffer from = x.asIntBuffer();
            IntBuffer to = y.asIntBuffer();
            IntBuffer chosen = choices.asIntBuffer();
            int[] starts = rows.starts(rows.set(example, plane, examples, channels));
            int[] ends = rows.ends(rows.set(example, plane, examples, channels));
            int set = columns.set(example, plane, examples, channels);
            int next = 0;
            for (int i = 0; i < rows.count(); i++) {
                for (next = Math.max(next, starts[i]); next < ends[i]; next++) {
                    read.keys(from, next, even.wide[0], odd.wide[0]);
                    even.narrow(set, next, moved);
                    odd.narrow(set, next, moved);
                }
                int[] evenKeys = even.greatest(starts[i], ends[i]);
                written.write(evenKeys, odd.greatest(starts[i], ends[i]), to, chosen, i);
            }
        }
    }

    private final class PairsBack implements Back {
        private final float[] even = new float[rows.widest() * in];
        private final float[] odd = new float[rows.widest() * in];
        private final Bfloat16Row read = new Bfloat16Row(out);
        private final Bfloat16Row written = new Bfloat16Row(in);
        private final int[] offsets = new int[256];

        @Override
        public void run(
                int example, int plane, ByteBuffer byY, ByteBuffer choices, ByteBuffer byX) {
            IntBuffer from = byY.asIntBuffer();
            IntBuffer chosen = choices.asIntBuffer();
            IntBuffer to = byX.asIntBuffer();
            int[] starts = rows.starts(rows.set(example, plane, examples, channels));
            int[] ends = rows.ends(rows.set(example, plane, examples, channels));
            int[] places = columns.starts(columns.set(example, plane, examples, channels));
            int next = 0;
            for (int i = 0; i < rows.count(); i++) {
                for (; next < starts[i]; next++) {
                    written.round(even, odd, next % rows.widest() * in, to, next);
                }
                for (int down = 0; down < ends[i] - starts[i]; down++) {
                    int slot = (starts[i] + down) % rows.widest();
                    for (int across = 0; across < columns.widest(); across++) {
                        offsets[down * columns.widest() + across] = slot * in + across * lanes;
                    }
                }
                read.read(from, chosen, i);
                for (int j = 0; j < places.length; j++) {
                    Bfloat16Loops.scatter(
                            read.pairs(),
                            read.evenCells(),
                            read.oddCells(),
                            j * lanes,
                            lanes,
                            offsets,
                            even,
                            odd,
                            places[j] * lanes);
                }
            }
            for (; next < rows.cells(); next++) {
                written.round(even, odd, next % rows.widest() * in, to, next);
            }
        }
    }
}
