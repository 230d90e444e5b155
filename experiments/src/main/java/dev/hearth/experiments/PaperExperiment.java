package dev.hearth.experiments;

/** An experiment whose name and subject are given. */
public abstract class PaperExperiment implements Experiment {

    private final String name;
    private final String about;

    protected PaperExperiment(String name, String about) {
        this.name = name;
        this.about = about;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String about() {
        return about;
    }
}
