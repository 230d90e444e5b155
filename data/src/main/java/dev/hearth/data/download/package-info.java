/**
 * Downloads of public data sets: what is published where, downloads that resume and are
 * checked, archives that cannot reach outside their folder.
 */
package dev.hearth.data.download;
