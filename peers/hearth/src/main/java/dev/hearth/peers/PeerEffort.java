package dev.hearth.peers;

/** How long a comparison takes. */
enum PeerEffort {
    /** All sizes as announced; half an hour. */
    FULL(2, 7, 20),
    /** One round of small batches, to see that all peers answer. */
    QUICK(1, 1, 0);

    private final int warmUps;
    private final int rounds;
    private final double seconds;

    PeerEffort(int warmUps, int rounds, double seconds) {
        this.warmUps = warmUps;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Stretches of each peer before anything counts, at least. */
    int warmUps() {
        return warmUps;
    }

    /** Rounds that count, at least. */
    int rounds() {
        return rounds;
    }

    /** Of all peers in a row together, about; more where the least rounds take longer. */
    double seconds() {
        return seconds;
    }
}
