/** What can be trained: tasks made of recipes. */
package dev.hearth.train.task;
