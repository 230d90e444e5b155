package dev.hearth.data.image;

/** What may be wrong with a picture that is read all the same, as libjpeg reads it. */
public enum PictureDamage {
    /** The last bytes of the file are missing, and none of the picture's. */
    NO_END("without an end marker"),

    /** Between two segments are bytes that belong to neither. */
    STRAY_BYTES("with stray bytes between their parts"),

    /** The packed pixels break off or contradict themselves: a part of the picture may be grey or shifted. */
    SPOILT("with spoilt pixels");

    private final String words;

    PictureDamage(String words) {
        this.words = words;
    }

    /** The damage as text. */
    public String words() {
        return words;
    }
}
