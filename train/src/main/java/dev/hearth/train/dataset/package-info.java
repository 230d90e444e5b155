/** The data sets that recipes name: opened, prepared, identified. */
package dev.hearth.train.dataset;
