/** Hearth on Apache Spark: many runs, one run on many workers, and predictions of millions of pictures. */
package dev.hearth.spark;
