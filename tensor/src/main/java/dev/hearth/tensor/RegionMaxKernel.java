package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Max-pooling over regions in one memory layout, forward and backward. The cell that was chosen is kept
 * in a byte: its row in the region times the most columns that a region has, plus its column.
 */
interface RegionMaxKernel {

    /** The forward pass, with scratch memory for one thread. */
    interface Ahead {

        /** One plane of an example, or the whole of it where channels lie innermost. */
        void run(int example, int plane, IntBuffer x, IntBuffer y, ByteBuffer choices);
    }

    /** The backward pass, with scratch memory for one thread. */
    interface Back {

        /** The same; the gradient by x is written, whatever stood there. */
        void run(int example, int plane, FloatBuffer byY, ByteBuffer choices, FloatBuffer byX);
    }

    /** Scratch memory of the forward pass. */
    Ahead ahead();

    /** Scratch memory of the backward pass. */
    Back back();
}
