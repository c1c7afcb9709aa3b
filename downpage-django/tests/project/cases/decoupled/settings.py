"""python-decouple and python-dotenv."""
from decouple import Csv, config
from dotenv import load_dotenv

DEBUG = config("DEBUG", default=False, cast=bool)
SECRET_KEY = config("SECRET_KEY")
NUMBER = config("NUMBER", cast=int)
HOSTS = config("HOSTS", default="a.example, b.example", cast=Csv())
INTS = config("INTS", default="1,2", cast=Csv(int))
TUPLE = config("HOSTS", default="a,b", cast=Csv(post_process=tuple))
LAMBDA = config("LIST", cast=lambda value: [part.strip() for part in value.split(",")])
DEFAULT = config("NO_SUCH", default="default")
QUOTED = config("QUOTED")
OUTSIDE = config("OUTSIDE")
EMPTY = config("EMPTY", default="x")
FALSE = config("FALSE", cast=bool), config("EMPTY", cast=bool)
load_dotenv("other.env")
import os

LOADED = os.environ["LOADED"], os.environ["LOADED_QUOTED"], os.environ["LOADED_COMMENT"], os.environ["OUTSIDE"]
LOADED_ESCAPES = os.environ["LOADED_ESCAPES"], os.environ["LOADED_SINGLE"]
