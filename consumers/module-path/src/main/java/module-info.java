module consumer {
    requires dev.hearth.inference;
}
