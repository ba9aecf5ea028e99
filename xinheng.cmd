@echo off
node "%~dp0tools\launch.mjs" %*
