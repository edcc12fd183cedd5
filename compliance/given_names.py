"""First names with few short forms, each with its other spellings: what tells Eric from Erica, and not from Erik."""

from typing import Final

MORE_GROUPS: Final = """
adrian adriano
adriana adrianna adrienne
alan allan allen al
alana alanna
ana anna
angelo ange
angelica angie
antonia toni
bernice bernie
billie bill
brian bryan bryant
briana brianna breanna
carl karl
carla karla
carlos carlo
christian chris
christiana chris
claude claud
claudia claudine claudette
daniela daniella dani
denis denny
dominique nicki
earl earle
eric erik rick ric
erica erika ericka ricki
ernestine ernie tina
ethan
felix
georgia georgina georgie
glen glenn
glenda glenna
jeffrey jeffery jeff
jesse jessie
johanna jo
jon jonathan
julio jules
justina justine tina
kristen kristin kristina kristine kristi kristy
kyle ky
leona leonora
leonard leonardo
leslie lesley
lindsay lindsey
lloyd loyd
louis luis
lucas luke
lucia luciana lucy
lucinda lucy cindy
marcel marcelo
marcella marcie
marcia marsha
marian marion marianne
mario
martin martino
marlene marla
matt mattie
micheal michael mike
michaela mikaela mickie
noel
noelle noel
philippa pippa pip
rafael raphael rafe
rafaela
renee rene
rhonda ronda
robin robyn rob
simone simona
tonya tania tanya
valentin val
valentino val
verna
yvette evette
"""
