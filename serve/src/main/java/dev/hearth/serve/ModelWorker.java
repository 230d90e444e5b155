package dev.hearth.serve;

import dev.hearth.inference.ImageClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Lets a net answer examples of several requests together, as many at once as its classifier says. */
final class ModelWorker implements Worker<Rows, float[]> {

    /** Numbers of a batch whose memory a thread keeps for its next one, at most: a MiB. */
    private static final int KEPT = 1 << 18;

    private final ServedModel model;
    private final int squares;
    private final ThreadLocal<float[]> kept = ThreadLocal.withInitial(() -> new float[0]);

    /**
     * Of an open model.
     *
     * @param squares of each picture
     */
    ModelWorker(ServedModel model, int squares) {
        this.model = model;
        this.squares = squares;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /** One is computed while another is gathered, or while the answers of another go out. */
    @Override
    public int runs() {
        return model.classifier().isConcurrent() ? 2 : 1;
    }

    /** As many pictures as fit into one batch of the net: none waits for a second one. */
    @Override
    public int most() {
        return Math.max(1, model.classifier().batch() / squares);
    }

    @Override
    public List<float[]> answer(List<Rows> questions) {
        int each = model.classifier().view().pixels().count();
        int most = model.classifier().batch();
        int classes = model.classes().size();
        int total = questions.stream().mapToInt(Rows::count).sum();
        float[] logits = new float[Math.multiplyExact(total, classes)];
        float[] batch = space(Math.multiplyExact(Math.min(most, total), each));
        int waiting = 0;
        int done = 0;
        for (Rows rows : questions) {
            for (int row = 0; row < rows.count(); ) {
                int taken = Math.min(most - waiting, rows.count() - row);
                System.arraycopy(rows.values(), row * each, batch, waiting * each, taken * each);
                row += taken;
                waiting += taken;
                if (waiting == most || done + waiting == total) {
                    if (questions.stream().noneMatch(one -> one.isWanted().getAsBoolean())) {
                        throw new CancellationException("nobody waits for it any more");
                    }
                    compute(batch, waiting, logits, done * classes);
                    done += waiting;
                    waiting = 0;
                }
            }
        }
        return dealt(questions, logits, classes);
    }

    private float[] space(int numbers) {
        float[] mine = kept.get();
        if (mine.length < numbers) {
            mine = new float[numbers];
            if (numbers <= KEPT) {
                kept.set(mine);
            }
        }
        return mine;
    }

    private void compute(float[] batch, int count, float[] logits, int at) {
        ImageClassifier classifier = model.classifier();
        float[] came = classifier.logits(batch, count);
        int classes = model.classes().size();
        if (came.length != count * classes) {
            throw new IllegalStateException(
                    "A net of "
                            + classes
                            + " classes gives a number for each. Received: "
                            + came.length
                            + " numbers for "
                            + count
                            + " examples. Name as many classes as it has.");
        }
        System.arraycopy(came, 0, logits, at, came.length);
    }

    private static List<float[]> dealt(List<Rows> questions, float[] logits, int classes) {
        List<float[]> answers = new ArrayList<>();
        int at = 0;
        for (Rows rows : questions) {
            int next = at + rows.count() * classes;
            answers.add(Arrays.copyOfRange(logits, at, next));
            at = next;
        }
        return answers;
    }

    @Override
    public void close() {
        model.closing().run();
    }
}
