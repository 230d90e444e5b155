/**
 * Public data sets brought to this machine: what is published where, downloads that resume and are
 * checked, archives that cannot reach outside their folder.
 */
package dev.hearth.data.download;
