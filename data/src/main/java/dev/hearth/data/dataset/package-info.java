/** Public and own data sets of labelled images: MNIST, CIFAR, folders of pictures, mixtures of normal distributions. */
package dev.hearth.data.dataset;
