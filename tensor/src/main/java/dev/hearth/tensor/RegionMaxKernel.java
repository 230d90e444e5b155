package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * A way to find the greatest of each region in memory, there and back. Which cell was chosen is kept
 * in a byte: its row in the region times the most columns that a region has, plus its column.
 */
interface RegionMaxKernel {

    /** The way there, with scratch memory for one thread. */
    interface Ahead {

        /** One plane of an example, or the whole of it where channels lie innermost. */
        void run(int example, int plane, IntBuffer x, IntBuffer y, ByteBuffer choices);
    }

    /** The way back, with scratch memory for one thread. */
    interface Back {

        /** The same; the gradient by x is written, whatever stood there. */
        void run(int example, int plane, FloatBuffer byY, ByteBuffer choices, FloatBuffer byX);
    }

    /** Scratch memory of the way there. */
    Ahead ahead();

    /** Scratch memory of the way back. */
    Back back();
}
