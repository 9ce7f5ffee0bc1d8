@echo off
rem Starts Antiphon with the JVM flags it needs. ANTIPHON_JAVA_OPTS adds JVM flags of your own.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "FLAGS=-Xms96m -Xmx384m -XX:+UseSerialGC -XX:ReservedCodeCacheSize=64m -Xshare:auto"
set "LEARNS="
if "%~1"=="train" set "LEARNS=yes"
if "%~1 %~2"=="bench train" set "LEARNS=yes"
if defined LEARNS set "FLAGS=-Xmx1g -Dorg.bytedeco.javacpp.maxbytes=2g -Dorg.bytedeco.javacpp.maxphysicalbytes=4g"
if defined LEARNS if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
for /f "tokens=3" %%v in ('"%JAVA%" -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.specification.version"') do set "VERSION=%%v"
if not defined VERSION (
  echo antiphon: no Java found; install a JDK or JRE 17 or newer, or set JAVA_HOME 1>&2
  exit /b 2
)
if %VERSION% LSS 17 (
  echo antiphon: Java %VERSION% is too old; install Java 17 or newer, or set JAVA_HOME 1>&2
  exit /b 2
)
rem The commands that step a model do it with the Vector API where this Java has it.
set "STEPS="
for %%c in (run render replay generate train evaluate bench doctor --version -V) do if "%~1"=="%%c" set "STEPS=yes"
if defined STEPS "%JAVA%" --list-modules 2>nul | findstr /c:"jdk.incubator.vector" >nul && set "FLAGS=%FLAGS% --add-modules jdk.incubator.vector"
if %VERSION% GEQ 22 set "FLAGS=%FLAGS% --enable-native-access=ALL-UNNAMED"
if %VERSION% GEQ 23 set "FLAGS=%FLAGS% --sun-misc-unsafe-memory-access=allow"
"%JAVA%" %FLAGS% %ANTIPHON_JAVA_OPTS% -Dantiphon.home="%HOME_DIR%" -Djava.awt.headless=true -cp "%HOME_DIR%\lib\*" antiphon.app.Main %*
