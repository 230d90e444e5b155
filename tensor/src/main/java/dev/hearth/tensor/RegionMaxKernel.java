package dev.hearth.tensor;

import java.nio.ByteBuffer;

/**
 * Max-pooling over regions in one memory layout and type, forward and backward. The cell that was chosen is
 * kept in a byte: its row in the region times the most columns that a region has, plus its column.
 */
interface RegionMaxKernel {

    /** The forward pass, with scratch memory for one thread. */
    interface Ahead {

        /**
         * One plane of an example, or the whole of it where channels lie innermost.
         *
         * @param choices empty where no gradient is wanted
         */
        void run(int example, int plane, ByteBuffer x, ByteBuffer y, ByteBuffer choices);
    }

    /** The backward pass, with scratch memory for one thread. */
    interface Back {

        /** The same; the gradient by x is written, whatever stood there. */
        void run(int example, int plane, ByteBuffer byY, ByteBuffer choices, ByteBuffer byX);
    }

    /** Bytes of an example's choices, in an order that the kernel alone knows. */
    long choices();

    /** Scratch memory of the forward pass. */
    Ahead ahead();

    /** Scratch memory of the backward pass. */
    Back back();
}
