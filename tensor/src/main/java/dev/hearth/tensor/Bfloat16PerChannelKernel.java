package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Max-pooling of bfloat16 numbers where channels lie innermost, are even in number and have regions of
 * their own, as {@link PerChannelRegionKernel} does it for floats, on rows of even and of odd channels (see
 * {@link Bfloat16Loops}).
 */
final class Bfloat16PerChannelKernel implements RegionMaxKernel {

    private final PoolRegions rows;
    private final PoolRegions columns;
    private final int examples;
    private final int channels;
    private final int lanes;
    private final int in;
    private final int out;
    private final int kept;

    Bfloat16PerChannelKernel(PoolRegions rows, PoolRegions columns, int examples, int channels) {
        this.rows = rows;
        this.columns = columns;
        this.examples = examples;
        this.channels = channels;
        this.lanes = channels / 2;
        this.in = columns.cells() * lanes;
        this.out = columns.count() * lanes;
        this.kept = rows.spread();
    }

    @Override
    public long choices() {
        return (long) rows.count() * Bfloat16Row.half(out) * Integer.BYTES;
    }

    @Override
    public Ahead ahead() {
        return new LanesAhead();
    }

    @Override
    public Back back() {
        return new LanesBack();
    }

    /** Every second channel, from the first or from the second. */
    private final class Parity {
        private final int first;
        private final int widths = columns.widest() - columns.narrowest() + 1;
        private final int table = kept * in;
        // By width and height, from 1: keys of the regions whose last row was read last.
        private final int[][][] tall = new int[columns.widest()][rows.widest()][in];
        private final int[] values =
                new int[(rows.widest() - rows.narrowest() + 1) * widths * table];
        private final int[] lines = new int[lanes];
        private final int[] places = new int[out];
        private final int[] greatest = new int[2 * Bfloat16Row.half(out)];

        Parity(int first) {
            this.first = first;
        }

        /** Where the tables have each lane's columns. */
        void places(int example) {
            for (int lane = 0; lane < lanes; lane++) {
                int set = columns.set(example, 2 * lane + first, examples, channels);
                int[] starts = columns.starts(set);
                int[] ends = columns.ends(set);
                for (int j = 0; j < starts.length; j++) {
                    int width = ends[j] - starts[j] - columns.narrowest();
                    places[j * lanes + lane] = width * table + starts[j] * lanes + lane;
                }
            }
        }

        /** Where the tables have each lane's rows; gives the row behind the last of them. */
        int lines(int example, int i) {
            int reach = 0;
            for (int lane = 0; lane < lanes; lane++) {
                int set = rows.set(example, 2 * lane + first, examples, channels);
                int start = rows.starts(set)[i];
                int end = rows.ends(set)[i];
                int height = end - start - rows.narrowest();
                lines[lane] = height * widths * table + start % kept * in;
                reach = Math.max(reach, end);
            }
            return reach;
        }

        /** Shifts the buffers of a width by a row and gives the newest row's. */
        int[] downwards(int width) {
            int[][] of = tall[width];
            int last = of.length - 1;
            int[] free = of[last];
            System.arraycopy(of, 0, of, 1, last);
            of[0] = free;
            return free;
        }

        /** Compares a row, whose keys are there, with its own columns and with the rows above. */
        void row(int row, int[] moved) {
            int[] keys = tall[0][0];
            for (int cell = 1; cell < tall.length; cell++) {
                int count = Math.max(0, in - cell * lanes);
                System.arraycopy(keys, in - count, moved, 0, count);
                int[] narrower = tall[cell - 1][0];
                Bfloat16Loops.greater(narrower, moved, cell, downwards(cell), count);
            }
            for (int width = columns.narrowest() - 1; width < tall.length; width++) {
                higher(width, row);
            }
        }

        private void higher(int width, int row) {
            int[][] of = tall[width];
            for (int down = 0; down < of.length && down <= row; down++) {
                if (down > 0) {
                    Bfloat16Loops.greater(of[down], of[0], down * columns.widest(), of[down], in);
                }
                int height = down + 1 - rows.narrowest();
                if (height >= 0) {
                    int at = (height * widths + width + 1 - columns.narrowest()) * table;
                    System.arraycopy(of[down], 0, values, at + (row - down) % kept * in, in);
                }
            }
        }

        int[] greatest() {
            for (int j = 0; j < columns.count(); j++) {
                SimdLoops.lookUp(values, lines, places, j * lanes, greatest);
            }
            return greatest;
        }
    }

    private final class LanesAhead implements Ahead {
        private final Parity even = new Parity(0);
        private final Parity odd = new Parity(1);
        private final int[] moved = new int[in];
        private final Bfloat16Row read = new Bfloat16Row(in);
        private final Bfloat16Row written = new Bfloat16Row(out);

        @Override
        public void run(int example, int plane, ByteBuffer x, ByteBuffer y, ByteBuffer choices) {
            IntBuffer from = x.asIntBuffer();
            IntBuffer to = y.asIntBuffer();
            IntBuffer chosen = choices.asIntBuffer();
            even.places(example);
            odd.places(example);
            int next = 0;
            for (int i = 0; i < rows.count(); i++) {
                int reach = Math.max(even.lines(example, i), odd.lines(example, i));
                for (; next < reach; next++) {
                    read.keys(from, next, even.downwards(0), odd.downwards(0));
                    even.row(next, moved);
                    odd.row(next, moved);
                }
                written.write(even.greatest(), odd.greatest(), to, chosen, i);
            }
        }
    }

    private final class LanesBack implements Back {
        private final float[][] sums = new float[2][rows.cells() * in];
        private final int[][] lines = new int[2][lanes];
        private final int[][] places = new int[2][out];
        private final Bfloat16Row read = new Bfloat16Row(out);
        private final Bfloat16Row written = new Bfloat16Row(in);
        private final int[] offsets = new int[256];

        private LanesBack() {
            for (int down = 0; down < rows.widest(); down++) {
                for (int across = 0; across < columns.widest(); across++) {
                    offsets[down * columns.widest() + across] = down * in + across * lanes;
                }
            }
        }

        @Override
        public void run(
                int example, int plane, ByteBuffer byY, ByteBuffer choices, ByteBuffer byX) {
            IntBuffer from = byY.asIntBuffer();
            IntBuffer chosen = choices.asIntBuffer();
            IntBuffer to = byX.asIntBuffer();
            places(example);
            int next = 0;
            for (int i = 0; i < rows.count(); i++) {
                for (int first = lines(example, i); next < first; next++) {
                    written.round(sums[0], sums[1], next * in, to, next);
                }
                read.read(from, chosen, i);
                for (int j = 0; j < columns.count(); j++) {
                    Bfloat16Loops.scatterEven(
                            read.pairs(),
                            read.evenCells(),
                            j * lanes,
                            lines[0],
                            places[0],
                            offsets,
                            sums[0]);
                    Bfloat16Loops.scatterOdd(
                            read.pairs(),
                            read.oddCells(),
                            j * lanes,
                            lines[1],
                            places[1],
                            offsets,
                            sums[1]);
                }
            }
            for (; next < rows.cells(); next++) {
                written.round(sums[0], sums[1], next * in, to, next);
            }
        }

        private void places(int example) {
            for (int channel = 0; channel < channels; channel++) {
                int[] starts = columns.starts(columns.set(example, channel, examples, channels));
                int lane = channel / 2;
                for (int j = 0; j < starts.length; j++) {
                    places[channel % 2][j * lanes + lane] = starts[j] * lanes + lane;
                }
            }
        }

        /** Where each lane's regions begin; gives the first row of them. */
        private int lines(int example, int i) {
            int first = rows.cells();
            for (int channel = 0; channel < channels; channel++) {
                int start = rows.starts(rows.set(example, channel, examples, channels))[i];
                lines[channel % 2][channel / 2] = start * in;
                first = Math.min(first, start);
            }
            return first;
        }
    }
}
