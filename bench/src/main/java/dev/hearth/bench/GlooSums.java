package dev.hearth.bench;

import java.net.InetAddress;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;

/** All-reduce by the presets' Gloo, beside Hearth's own. */
final class GlooSums implements AutoCloseable {

    private final Path folder;
    private final int rank;
    private final int workers;
    private final InetAddress at;
    private FileStore store;
    private ProcessGroupGloo group;
    private Tensor values;

    GlooSums(Path folder, int rank, int workers, InetAddress at) {
        this.folder = folder;
        this.rank = rank;
        this.workers = workers;
        this.at = at;
    }

    /** Meets the others, once, and allocates so many floats; does nothing for 0. */
    void ready(int count) {
        if (count == 0) {
            return;
        }
        if (group == null) {
            store = new FileStore(folder.resolve("gloo").toString(), workers);
            ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create();
            options.devices(
                    new GlooDeviceVector(
                            ProcessGroupGloo.createDeviceForHostname(at.getHostAddress())));
            group = new ProcessGroupGloo(store, rank, workers, options);
        }
        free();
        values = torch.zeros(count);
    }

    void sum() {
        try (PointerScope operation = new PointerScope()) {
            Work work = group.allreduce(new TensorVector(values));
            work._wait();
        }
    }

    private void free() {
        if (values != null) {
            values.close();
        }
    }

    @Override
    public void close() {
        free();
        if (group != null) {
            group.close();
            store.close();
        }
    }
}
