package dev.hearth.train;

import java.util.List;

/** Nobody to exchange anything with. */
final class SingleWorker implements Exchange {

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int workers() {
        return 1;
    }

    @Override
    public void sum(float[] values) {}

    @Override
    public byte[] fromFirst(byte[] message) {
        return message;
    }

    @Override
    public List<byte[]> gather(byte[] message) {
        return List.of(message);
    }

    @Override
    public void fail(String why) {}

    @Override
    public void close() {}
}
